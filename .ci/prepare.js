import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

// A production install cannot build, for want of types: it brings along the dist/ that another machine has built.
if (existsSync('node_modules/@types/express'))
  process.exitCode = spawnSync('npm run build', { stdio: 'inherit', shell: true }).status ?? 1

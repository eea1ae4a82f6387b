// What the README promises: in a fresh clone, `npm ci && npm start` leads to a mail in the inbox. Runs on the system's Node.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const port = '4300'
const base = `http://127.0.0.1:${port}`
const folder = mkdtempSync(join(tmpdir(), 'nashra-clone-'))
const clone = join(folder, 'nashra')

/** Twice what is promised: machines that test are busy. */
const mostSeconds = { first: 30, second: 15 }

const npm = (words, options) => spawn('npm', words, { cwd: clone, ...options })

const until = async (what, isSo, seconds) => {
  const end = performance.now() + seconds * 1000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Waited ${seconds} s in vain until ${what}.`)
    await pause(50)
  }
}

/** Starts Nashra, waits for its greeting, does something, presses Ctrl-C. Returns the seconds that the start took. */
const whileRunning = async (patience, task) => {
  const began = performance.now()
  const env = { ...process.env, NO_OPEN: '1', PORT: port, DATA_DIR: join(folder, 'kept') }
  const child = npm(['start'], { env, detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  let said = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  try {
    await until('it greets', () => child.exitCode !== null || said.includes('Ctrl-C stops it'), patience)
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}.`)
    const took = (performance.now() - began) / 1000
    const live = await fetch(`${base}/livez`)
    if (!live.ok) throw new Error(`/livez answered ${live.status}.`)
    await task()
    return took.toFixed(1)
  } finally {
    if (child.exitCode === null) process.kill(-child.pid, 'SIGINT')
    await ended
  }
}

const reader = 'salma@example.org'

const hasMail = async () => {
  const messages = await (await fetch(`${base}/dev/inbox/messages`)).json()
  return messages.some(({ to }) => to === reader)
}

const signUp = async () => {
  const body = new URLSearchParams({ email: reader, newsletter: 'marsad', lang: 'ar' })
  const answer = await fetch(`${base}/subscribe`, { method: 'POST', body, redirect: 'manual' })
  if (answer.status !== 303) throw new Error(`Signing up answered ${answer.status}.`)
  await until('the confirmation is in the inbox', hasMail, 10)
}

try {
  execFileSync('git', ['-c', 'safe.directory=*', 'clone', '--quiet', process.cwd(), clone], { stdio: 'inherit' })
  const [code] = await once(npm(['ci', '--no-progress'], { stdio: 'inherit' }), 'exit')
  if (code !== 0) throw new Error(`npm ci ended with ${code}.`)
  const first = await whileRunning(mostSeconds.first, signUp)
  const second = await whileRunning(mostSeconds.second, () => until('the mail is still there', hasMail, 1))
  console.log(`Two commands: the first start took ${first} s, the second ${second} s.`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

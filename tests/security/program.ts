import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { until } from '../support/wait.ts'

/** Nashra as people start it: a process of its own, and all that it says. */
export interface Program extends AsyncDisposable {
  /** Everything it has written, to either stream. */
  said(): string
  /** Asks it to end, and resolves with its exit code. */
  stop(): Promise<number | null>
}

const main = fileURLToPath(new URL('../../src/main.js', import.meta.url))

/** Starts it with these settings and no others, and waits until it says these words. */
export const startProgram = async (settings: Readonly<Record<string, string>>, words: string): Promise<Program> => {
  const child = spawn(process.execPath, ['--no-warnings', main], { env: settings, stdio: ['ignore', 'pipe', 'pipe'] })
  let heard = ''
  const gone = once(child, 'exit')
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (heard += text))
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM')
    await gone
    return child.exitCode
  }
  await until(`the program says “${words}”`, () => heard.includes(words) || child.exitCode !== null, 30)
  return {
    said: () => heard,
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
    },
  }
}

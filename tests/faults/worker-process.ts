import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { WorkerOrder } from './worker.ts'

/** A worker that can be killed at any moment. */
export interface WorkerProcess extends AsyncDisposable {
  /** Resolves once it works; rejects when it ends before. */
  readonly ready: Promise<void>
  /** Resolves when it is gone, however it went. */
  readonly gone: Promise<void>
  /** SIGKILL, at once. */
  kill(): void
}

const program = fileURLToPath(new URL('worker.js', import.meta.url))

/** Starts a worker; disposing of it kills it, if nobody has yet. */
export const startWorker = (order: WorkerOrder): WorkerProcess => {
  const child = fork(program, [JSON.stringify(order)], { execArgv: ['--no-warnings'] })
  const gone = once(child, 'exit').then(() => undefined)
  const failed = gone.then(() => Promise.reject(new Error('A worker ended before it worked.')))
  const ready = Promise.race([once(child, 'message').then(() => undefined), failed])
  ready.catch(() => {})
  const kill = (): void => void child.kill('SIGKILL')
  return {
    ready,
    gone,
    kill,
    async [Symbol.asyncDispose]() {
      kill()
      await gone
    },
  }
}

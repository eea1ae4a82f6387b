import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ProgramOrder } from './program.ts'

/** A process of Nashra that can die at any moment. */
export interface Mortal extends AsyncDisposable {
  /** Where it listens, if it does. */
  readonly url: string
  /** Resolves once it works; rejects when it ends before. */
  readonly ready: Promise<void>
  /** Resolves when it is gone, with the signal that ended it, if one did. */
  readonly gone: Promise<NodeJS.Signals | null>
  /** Whether it is gone. */
  readonly isGone: boolean
  /** SIGKILL, at once. */
  kill(): void
  /** Any other signal. */
  signal(name: NodeJS.Signals): void
}

const program = fileURLToPath(new URL('program.js', import.meta.url))

/** Starts a process; disposing of it kills it, if nobody has yet. */
export const startMortal = (order: ProgramOrder): Mortal => {
  const child = fork(program, [JSON.stringify(order)], { execArgv: ['--no-warnings'] })
  let isGone = false
  const gone = once(child, 'exit').then(([, signal]) => {
    isGone = true
    return signal as NodeJS.Signals | null
  })
  const failed = gone.then(() => Promise.reject(new Error('A process ended before it worked.')))
  const ready = Promise.race([once(child, 'message').then(() => undefined), failed])
  ready.catch(() => {})
  return {
    url: `http://127.0.0.1:${order.settings['PORT']}`,
    ready,
    gone,
    get isGone() {
      return isGone
    },
    kill: () => void child.kill('SIGKILL'),
    signal: (name) => void child.kill(name),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

/** How a program of PostgreSQL ended. */
export interface Ending {
  /** Its exit code; null when a signal ended it or it never ran. */
  readonly code: number | null
  /** Its last complaint, or else its last line. */
  readonly words: string
}

/** Passes on every line a program writes to standard error, and resolves when it has ended. Never rejects. */
export const watchEnding = (child: ChildProcess, log: (line: string) => void): Promise<Ending> => {
  let words = ''
  let complained = false
  const hear = (line: string): void => {
    const complaint = /(?:FATAL|PANIC|ERROR|error):\s+(.*)/.exec(line)?.[1]
    if (complaint || !complained) words = complaint ?? line
    complained ||= complaint !== undefined
    log(line)
  }
  if (child.stderr) createInterface({ input: child.stderr }).on('line', hear)
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, words: error.message }))
    child.once('close', (code) => resolve({ code, words }))
  })
}

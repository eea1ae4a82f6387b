import type { Seen } from './outcome.ts'

interface LogEntry {
  readonly tnx?: string
}

const silent = (): void => undefined

/**
 * What Nodemailer's log tells about a connection: the relay's replies (`server`) and the moment after which the final
 * dot may be out (`message`). Its errors tell neither.
 */
export class Transcript implements Seen {
  replies: string[] = []
  dotMayBeOut = false
  #onProgress: (dotMayBeOut: boolean) => void = silent

  /** The logger to hand to Nodemailer. Commands, and with them credentials, are not kept. */
  readonly log = {
    level: silent,
    trace: silent,
    debug: (entry: LogEntry, text: string): void => this.#heard(entry, text),
    info: (entry: LogEntry): void => this.#noted(entry),
    warn: silent,
    error: silent,
    fatal: silent,
  }

  /** Starts a new message; `onProgress` is called at once, at each reply and when the dot may be out. */
  begin(onProgress: (dotMayBeOut: boolean) => void): void {
    this.replies = []
    this.dotMayBeOut = false
    this.#onProgress = onProgress
    onProgress(false)
  }

  #heard(entry: LogEntry, text: string): void {
    if (entry.tnx !== 'server') return
    this.replies.push(text)
    this.#onProgress(this.dotMayBeOut)
  }

  #noted(entry: LogEntry): void {
    if (entry.tnx !== 'message') return
    this.dotMayBeOut = true
    this.#onProgress(true)
  }
}

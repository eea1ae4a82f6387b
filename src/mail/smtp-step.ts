import type SMTPConnection from 'nodemailer/lib/smtp-connection'

/** Ends a step: by its callback, or by a shorter patience than it began with. */
export interface Settle {
  readonly done: (error?: Error | null) => void
  /** From now on the step fails after that many milliseconds, unless set anew. */
  readonly within: (ms: number) => void
}

const timeOut = (ms: number): Error => Object.assign(new Error(`no reply within ${ms} ms`), { code: 'ETIMEDOUT' })

/**
 * One step of an SMTP conversation as a promise. Nodemailer ends a step by its callback, by an `error` event or by a
 * bare `end`; whichever comes first counts. Rejects after `ms` milliseconds at the latest.
 */
export const smtpStep = (smtp: SMTPConnection, ms: number, begin: (settle: Settle) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    let open = true
    let shorter: NodeJS.Timeout | undefined
    const done = (error?: Error | null): void => {
      open = false
      clearTimeout(whole)
      clearTimeout(shorter)
      smtp.off('error', done)
      smtp.off('end', ended)
      if (error) reject(error)
      else resolve()
    }
    const expireIn = (patience: number): NodeJS.Timeout => setTimeout(() => done(timeOut(patience)), patience)
    const within = (patience: number): void => {
      clearTimeout(shorter)
      if (open) shorter = expireIn(patience)
    }
    // The callback may follow `end` in the same turn, and knows more.
    const ended = (): unknown => setImmediate(done, new Error('the connection was closed'))
    const whole = expireIn(ms)
    smtp.on('error', done)
    smtp.on('end', ended)
    begin({ done, within })
  })

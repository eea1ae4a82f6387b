import type SMTPConnection from 'nodemailer/lib/smtp-connection'

/** Ends a step. */
export type Done = (error?: Error | null) => void

const timeOut = (ms: number): Error => Object.assign(new Error(`no reply within ${ms} ms`), { code: 'ETIMEDOUT' })

/**
 * One step of opening an SMTP connection as a promise. Nodemailer ends a step by its callback, by an `error` event or by
 * a bare `end`; whichever comes first counts. Rejects after `ms` milliseconds at the latest.
 */
export const smtpStep = (smtp: SMTPConnection, ms: number, begin: (done: Done) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const done: Done = (error) => {
      clearTimeout(timer)
      smtp.off('error', done)
      smtp.off('end', ended)
      if (error) reject(error)
      else resolve()
    }
    // The callback may follow `end` in the same turn, and knows more.
    const ended = (): unknown => setImmediate(done, new Error('the connection was closed'))
    const timer = setTimeout(() => done(timeOut(ms)), ms)
    smtp.on('error', done)
    smtp.on('end', ended)
    begin(done)
  })

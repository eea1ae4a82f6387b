import { pino, type Logger } from 'pino'

export type Log = Logger

/** Structured lines on standard output. Addresses, tokens and keys are never handed to it; what slips in by these names is cut out. */
export const createLog = (level: string): Log =>
  pino({
    level,
    base: null,
    serializers: { err: faultOf },
    redact: {
      paths: ['address', 'email', 'token', 'password', '*.address', '*.email', '*.token', '*.password'],
      censor: '…',
    },
  })

/** What finds an accident. Whatever else hangs on an error stays out: PostgreSQL's `detail` is a whole row, a relay's reply an address. */
const faultOf = (error: unknown): object => {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack, cause } = error
  const code = 'code' in error ? { code: error.code } : {}
  return { type: name, message, ...code, stack, ...(cause === undefined ? {} : { cause: faultOf(cause) }) }
}

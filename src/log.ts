import { pino, type Logger } from 'pino'

export type Log = Logger

/** Structured lines on standard output. Addresses, tokens and keys are never handed to it; what slips in by these names is cut out. */
export const createLog = (level: string): Log =>
  pino({
    level,
    base: null,
    redact: {
      paths: ['address', 'email', 'token', 'password', '*.address', '*.email', '*.token', '*.password'],
      censor: '…',
    },
  })

import type { RelayFault } from '../mail/relay.ts'

/** Whether no relay could be reached: nothing was sent, so it may be tried again. */
export const isRelayFault = (error: unknown): error is RelayFault =>
  error instanceof Error && error.name === 'RelayFault'

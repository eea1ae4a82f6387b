import type { SigningFault } from '../mail/dkim-signers.ts'
import type { RelayFault } from '../mail/relay.ts'

/** Whether nothing can leave for now: no relay could be reached, or a sender's key cannot sign. Nothing was sent, so it may be tried again. */
export const isRelayFault = (error: unknown): error is RelayFault | SigningFault =>
  error instanceof Error && (error.name === 'RelayFault' || error.name === 'SigningFault')

import { RelayFault, type Relay, type RelayFaultKind } from './relay.ts'

/** The members of Nodemailer's errors that tell why a connection could not be opened. */
export interface OpeningError {
  readonly message: string
  readonly code?: string
  readonly originalCode?: string
  readonly timeoutType?: string
  readonly responseCode?: number
}

const certificateTrouble = /^(?:ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_)/

const kindOf = (error: OpeningError): RelayFaultKind => {
  const { code, originalCode = '', timeoutType, responseCode } = error
  if (code === 'EAUTH') return 'auth'
  if (code === 'ETLS' || timeoutType === 'UPGRADE_TIMEOUT' || certificateTrouble.test(originalCode)) return 'tls'
  return code === 'EPROTOCOL' || responseCode !== undefined ? 'greeting_refused' : 'unreachable'
}

/** Why a connection could not be opened, in words an admin can act on. */
export const faultOf = (relay: Relay, error: OpeningError): RelayFault => {
  const kind = kindOf(error)
  const hint = kind === 'tls' && relay.verifyCertificate ? ' (?tls=unverified accepts any certificate)' : ''
  const reason = error.message.replaceAll(/[\p{Cc}\s]+/gu, ' ').slice(0, 300)
  return new RelayFault(relay, { kind, code: error.responseCode ?? null, reason: reason + hint })
}

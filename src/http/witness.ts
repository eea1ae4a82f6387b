import type { Request } from 'express'
import type { Witness } from '../usecases/witness.ts'

/** A page's address without what may be secret in it: its query, and the token in a link of ours. */
const withoutSecrets = (page: string): string =>
  page.replace(/[?#].*$/s, '').replace(/(\/(?:confirm|unsubscribe|resubscribe|preferences)\/)[\w-]{48}/, '$1…')

/** Where a request came from, for the consent ledger. Tokens are left out. */
export const witnessOf = (request: Request): Witness => ({
  page: withoutSecrets(request.get('Referer') ?? `/${request.path.split('/')[1] ?? ''}`),
  ip: request.ip ?? '',
  userAgent: request.get('User-Agent') ?? '',
})

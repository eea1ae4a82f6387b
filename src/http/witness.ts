import type { Request } from 'express'
import type { Witness } from '../usecases/witness.ts'

/** Where a request came from, for the consent ledger. Tokens in paths are left out. */
export const witnessOf = (request: Request): Witness => ({
  page: request.get('Referer')?.split('?')[0] ?? `/${request.path.split('/')[1] ?? ''}`,
  ip: request.ip ?? '',
  userAgent: request.get('User-Agent') ?? '',
})

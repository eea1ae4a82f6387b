import { createHmac } from 'node:crypto'

/** Why an address must not be mailed. `erased` is the "no" that outlives the person's rows. */
export const suppressionReasons = ['complaint', 'hard_bounce', 'manual', 'erased'] as const
export type SuppressionReason = (typeof suppressionReasons)[number]

/** The 32 bytes an address is remembered by once its letters are gone. `key` is `Address.key`. */
export const addressHash = (pepper: Buffer, key: string): Buffer =>
  createHmac('sha256', pepper).update('nashra/suppression\0').update(key).digest()

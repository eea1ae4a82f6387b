import { randomBytes } from 'node:crypto'
import type { Queryable } from './database.ts'

/** The key of address hashes: made once for this installation, and not changed by a change of SECRET_KEY. */
export const addressPepper = async (db: Queryable): Promise<Buffer> => {
  await db.query('insert into instance (address_pepper) values ($1) on conflict (id) do nothing', [randomBytes(32)])
  const [row] = await db.query<{ pepper: Buffer }>('select address_pepper as pepper from instance')
  if (!row) throw new Error('The instance row is missing although it was just made.')
  return row.pepper
}

import type { Pool } from 'pg'
import type { Deed } from './crash-points.ts'
import type { DeedOrder } from './deeds.ts'
import { between, seeded } from './random.ts'
import type { Scene } from './stage.ts'

/** Orders a deed about one of the readers of a send. */
export const deedOrder = async ({ stage, roster, issueId }: Scene, deed: Deed, seed: number): Promise<DeedOrder> => {
  const subscriptions = [...roster.keys()]
  const subscriptionId = subscriptions[between(seeded(seed), 0, subscriptions.length)] ?? ''
  const { rows } = await stage.sql.query<{ id: string; hash: Buffer }>(
    `select b.id, b.address_hash as hash from subscription s join subscriber b on b.id = s.subscriber_id where s.id = $1`,
    [subscriptionId],
  )
  return {
    deed,
    issueId,
    subscriptionId,
    subscriberId: rows[0]?.id ?? '',
    addressHash: rows[0]?.hash.toString('hex') ?? '',
  }
}

/** Each deed's marks, every one of which is there or none. */
const marks: Readonly<Record<Deed, readonly string[]>> = {
  bounce: [
    'select count(*) from bounce where subscription_id = $1 and issue_id = $3',
    `select count(*) from suppression where address_hash = decode($4, 'hex')`,
    'select count(*) from subscription where id = $1 and suppressed',
  ],
  unsubscribe: [
    `select count(*) from subscription where id = $1 and state = 'unsubscribed' and round = 1`,
    `select count(*) from consent where subscription_id = $1 and event = 'unsubscribed'`,
  ],
  erase: [
    `select count(*) from suppression where address_hash = decode($4, 'hex') and reason = 'erased' and address is null`,
    'select 1 - count(*) from subscriber where id = $2',
    'select 1 - count(*) from subscription where id = $1',
  ],
}

/** How much of a deed is to be seen in the database: `none`, the `whole` of it once, or the numbers of its marks. */
export const effectOf = async (sql: Pool, order: DeedOrder): Promise<string> => {
  const numbers: number[] = []
  for (const mark of marks[order.deed]) {
    const values = [order.subscriptionId, order.subscriberId, order.issueId, order.addressHash]
    const used = values.filter((_, index) => mark.includes(`$${index + 1}`))
    const { rows } = await sql.query<{ count: string }>(renumbered(mark), used)
    numbers.push(Number(Object.values(rows[0] ?? {})[0]))
  }
  if (numbers.every((number) => number === 0)) return 'none'
  return numbers.every((number) => number === 1) ? 'whole' : numbers.join('/')
}

/** PostgreSQL wants parameters without gaps. */
const renumbered = (sql: string): string => {
  const used = [...new Set(sql.match(/\$\d/g))].toSorted()
  return sql.replaceAll(/\$\d/g, (name) => `$${used.indexOf(name) + 1}`)
}

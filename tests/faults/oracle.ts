import type { Pool } from 'pg'
import { deliveryStates, type DeliveryState } from '../../src/domain/delivery.ts'
import { lateFences } from './audit.ts'
import type { Taken } from './recording-relay.ts'

/** What the relay's own record says of the ledger. Nashra never judges itself. */
export interface Verdict {
  /** Readers eligible at the freeze whom no final state accounts for. */
  readonly lost: readonly string[]
  /** Readers whom the relay answered "taken" more than once. */
  readonly twice: readonly string[]
  /** States that contradict the record or the attempts, and transactions of the record that nobody planned. */
  readonly wrong: readonly string[]
  /** Readers handed over although they had left before the fence was committed. */
  readonly late: readonly string[]
  readonly uncertain: number
  /** Whether the states add up to what was planned at the freeze, and that to the eligible readers. */
  readonly conserved: boolean
  readonly finished: boolean
  readonly counts: Readonly<Partial<Record<DeliveryState, number>>>
}

/** Eligible readers by subscription: their addresses, which an erasure takes from the database. */
export type Roster = ReadonlyMap<string, string>

/** Who gets the next issue of the only newsletter there is? */
export const rosterOf = async (sql: Pool): Promise<Roster> => {
  const { rows } = await sql.query<{ id: string; address: string }>(
    `select s.id, b.address from subscription s join subscriber b on b.id = s.subscriber_id
     where s.state = 'active' and not s.suppressed`,
  )
  return new Map(rows.map(({ id, address }) => [id, address]))
}

interface Row {
  readonly address: string
  readonly state: DeliveryState
  readonly attempts: number
}

const isOpen = (state: DeliveryState): boolean => ['planned', 'handing_over', 'deferred'].includes(state)

/** Joins the record of a relay with the ledger of an issue, its attempts, and the commits of who left. */
export const judge = async (
  sql: Pool,
  record: readonly Taken[],
  { issueId, roster }: { issueId: string; roster: Roster },
): Promise<Verdict> => {
  const addressOf = (subscriptionId: string): string => roster.get(subscriptionId) ?? `subscription ${subscriptionId}`
  const ledger = await ledgerOf(sql, issueId, addressOf)
  const { planned, finished } = await issueOf(sql, issueId)
  const stateOf = new Map(ledger.map(({ address, state }) => [address, state]))
  const times = new Map<string, number>()
  for (const { to } of record) times.set(to, (times.get(to) ?? 0) + 1)
  return {
    lost: [...roster.values()].filter((address) => isOpen(stateOf.get(address) ?? 'planned')),
    twice: [...times].filter(([, number]) => number > 1).map(([address]) => address),
    wrong: [
      ...ledger.filter(({ address, state }) => state === 'accepted' && !times.has(address)).map(told('never came')),
      ...ledger.filter(({ state, attempts }) => mustHaveTried(state) && attempts === 0).map(told('was never tried')),
      ...[...times.keys()]
        .map((address) => ({ address, state: stateOf.get(address) }))
        .filter(({ state }) => state !== 'accepted' && state !== 'uncertain')
        .map(told('came')),
      ...record.filter(isForeignTo(issueId)).map(({ to, messageId }) => `${to}: ${messageId} is of another issue`),
    ],
    late: (await lateFences(sql, issueId)).map(addressOf),
    uncertain: ledger.filter(({ state }) => state === 'uncertain').length,
    conserved: planned === roster.size && ledger.length === planned,
    finished,
    counts: tally(ledger),
  }
}

const mustHaveTried = (state: DeliveryState): boolean => ['accepted', 'uncertain', 'deferred'].includes(state)

const isForeignTo =
  (issueId: string) =>
  ({ messageId }: Taken): boolean =>
    !messageId.startsWith(`<${issueId}.`)

const told =
  (fact: string) =>
  ({ address, state }: { address: string; state: DeliveryState | undefined }): string =>
    `${address} ${fact} and is ${state ?? 'not in the ledger'}`

const tally = (ledger: readonly Row[]): Verdict['counts'] =>
  Object.fromEntries(
    deliveryStates
      .map((state) => [state, ledger.filter((row) => row.state === state).length] as const)
      .filter(([, number]) => number > 0),
  )

const ledgerOf = async (sql: Pool, issueId: string, addressOf: (id: string) => string): Promise<Row[]> => {
  const { rows } = await sql.query<{ id: string; state: DeliveryState; attempts: number }>(
    'select subscription_id as id, state, attempts from delivery where issue_id = $1',
    [issueId],
  )
  return rows.map(({ id, state, attempts }) => ({ address: addressOf(id), state, attempts }))
}

const issueOf = async (sql: Pool, issueId: string): Promise<{ planned: number; finished: boolean }> => {
  const { rows } = await sql.query<{ planned: number; finished: boolean }>(
    `select planned, state in ('finished', 'cancelled') and finished_at is not null as finished from issue where id = $1`,
    [issueId],
  )
  return rows[0] ?? { planned: 0, finished: false }
}

const some = (what: string, who: readonly string[]): string[] =>
  who.length === 0 ? [] : [`${what} ${who.length}: ${who.slice(0, 3).join('; ')}`]

/** What of a verdict breaks the promise, given how much may be in doubt; nothing when it was kept. */
export const breachesOf = (verdict: Verdict, mayBeUncertain: number): string[] => {
  const { lost, twice, wrong, late, uncertain, conserved, finished } = verdict
  return [
    ...some('lost', lost),
    ...some('twice', twice),
    ...some('wrong', wrong),
    ...some('late', late),
    ...(uncertain > mayBeUncertain ? [`uncertain ${uncertain}, at most ${mayBeUncertain}`] : []),
    ...(conserved ? [] : ['not conserved']),
    ...(finished ? [] : ['not finished']),
  ]
}

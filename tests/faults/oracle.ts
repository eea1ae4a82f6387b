import { Client } from 'pg'
import { deliveryStates, isFinal, type DeliveryState } from '../../src/domain/delivery.ts'
import { addressOf } from './newsroom.ts'
import type { Taken } from './recording-relay.ts'

/** What the relay's own record says of the ledger. Nashra never judges itself. */
export interface Verdict {
  /** Readers eligible at the freeze whom no final state accounts for. */
  readonly lost: readonly string[]
  /** Readers whom the relay answered "taken" more than once. */
  readonly twice: readonly string[]
  /** States that contradict the record, and transactions of the record that nobody planned. */
  readonly wrong: readonly string[]
  readonly uncertain: number
  /** Whether the states add up to what was planned at the freeze, and that to the eligible readers. */
  readonly conserved: boolean
  readonly finished: boolean
}

interface Row {
  readonly address: string
  readonly state: DeliveryState
}

/** Joins the record of a relay with the ledger of an issue that the first `readers` readers were to get. */
export const judge = async (
  databaseUrl: string,
  record: readonly Taken[],
  { issueId, readers }: { issueId: string; readers: number },
): Promise<Verdict> => {
  await using opened = new AsyncDisposableStack()
  const sql = new Client({ connectionString: databaseUrl })
  await sql.connect()
  opened.defer(() => sql.end())
  const ledger = await ledgerOf(sql, issueId)
  const { planned, finished } = await issueOf(sql, issueId)
  const stateOf = new Map(ledger.map(({ address, state }) => [address, state]))
  const times = new Map<string, number>()
  for (const { to } of record) times.set(to, (times.get(to) ?? 0) + 1)
  const eligible = Array.from({ length: readers }, (_, index) => addressOf(index + 1))
  const foreign = record.filter(({ messageId }) => !messageId.startsWith(`<${issueId}.`))
  return {
    lost: eligible.filter((address) => !isFinal(stateOf.get(address) ?? 'planned')),
    twice: [...times].filter(([, number]) => number > 1).map(([address]) => address),
    wrong: [
      ...ledger.filter(({ address, state }) => state === 'accepted' && !times.has(address)).map(told('never came')),
      ...[...times.keys()]
        .map((address) => ({ address, state: stateOf.get(address) }))
        .filter(contradicts)
        .map(told('came')),
      ...foreign.map(({ to, messageId }) => `${to}: ${messageId} is of another issue`),
    ],
    uncertain: ledger.filter(({ state }) => state === 'uncertain').length,
    conserved:
      planned === readers && ledger.length === planned && ledger.every(({ state }) => deliveryStates.includes(state)),
    finished,
  }
}

const told =
  (fact: string) =>
  ({ address, state }: { address: string; state: DeliveryState | undefined }): string =>
    `${address} ${fact} and is ${state ?? 'not in the ledger'}`

const contradicts = ({ state }: { state: DeliveryState | undefined }): boolean =>
  state !== 'accepted' && state !== 'uncertain'

const ledgerOf = async (sql: Client, issueId: string): Promise<Row[]> => {
  const { rows } = await sql.query<Row>(
    `select b.address, d.state from delivery d join subscription s on s.id = d.subscription_id
       join subscriber b on b.id = s.subscriber_id where d.issue_id = $1`,
    [issueId],
  )
  return rows
}

const issueOf = async (sql: Client, issueId: string): Promise<{ planned: number; finished: boolean }> => {
  const { rows } = await sql.query<{ planned: number; finished: boolean }>(
    `select planned, state = 'finished' as finished from issue where id = $1`,
    [issueId],
  )
  return rows[0] ?? { planned: 0, finished: false }
}

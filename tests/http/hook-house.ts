import { openHouse, type TestHouse } from '../support/house.ts'
import { openAmazon, topic, type Amazon } from './hook-amazon.ts'
import { mailgunKey, postmarkCredentials, sendGridKey, type Call } from './hook-calls.ts'

/** The instant at which its clock stands. */
export const now = new Date('2026-03-03T07:00:00Z')

export const hookSettings = {
  HOOK_SES_TOPICS: topic,
  HOOK_POSTMARK: postmarkCredentials,
  HOOK_SENDGRID_KEY: sendGridKey,
  HOOK_MAILGUN_KEY: mailgunKey,
}

export interface HookHouse extends AsyncDisposable {
  readonly house: TestHouse
  readonly amazon: Amazon
  /** While set, the database cannot be reached. */
  isAway: boolean
  calls(call: Call): Promise<Response>
  /** What was recorded, oldest first. */
  bounces(): Promise<
    readonly { kind: string; road: string; verdict: string; status: string | null; diagnostic: string }[]
  >
  /** Why an address is suppressed; null when it is not. */
  suppressionOf(address: string): Promise<string | null>
  /** Subscribes readers, vouched for by an admin. */
  has(...addresses: readonly string[]): Promise<void>
}

/** A house that listens to all four providers. */
export const openHookHouse = async (settings: Readonly<Record<string, string>> = {}): Promise<HookHouse> => {
  await using opened = new AsyncDisposableStack()
  let isAway = false
  const amazon = opened.use(await openAmazon(now))
  const house = opened.use(
    await openHouse({
      at: '2026-03-03T10:00[Asia/Riyadh]',
      settings: { ...hookSettings, ...settings },
      around: (inner) => ({
        ...inner,
        ask: amazon.ask,
        store: {
          ...inner.store,
          transaction: (task) =>
            isAway ? Promise.reject(new Error('connect ECONNREFUSED')) : inner.store.transaction(task),
        },
      }),
    }),
  )
  const kept = opened.move()
  return {
    house,
    amazon,
    set isAway(away: boolean) {
      isAway = away
    },
    calls: ({ provider, headers, body }) =>
      fetch(`${house.url}/hooks/bounces/${provider}`, { method: 'POST', headers, body: Buffer.from(body) }),
    async bounces() {
      return (await house.sql.query('select kind, road, verdict, status, diagnostic from bounce order by id')).rows
    },
    async suppressionOf(address) {
      const { rows } = await house.sql.query('select reason from suppression where address = $1', [address])
      return rows[0]?.reason ?? null
    },
    async has(...addresses) {
      for (const email of addresses) {
        const answer = await house.api('POST', '/api/v1/subscribers', { email, newsletter: 'marsad', state: 'active' })
        if (answer.status !== 201) throw new Error(`Subscribing answered ${answer.status}`)
      }
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

import type { TestHouse } from '../support/house.ts'
import type { Reader } from '../support/reader.ts'
import { knock } from './knock.ts'

/** A reader's consent ledger as the API shows it. */
export interface ConsentRecord {
  readonly newsletter: string
  readonly intact: boolean
  readonly entries: readonly {
    readonly event: string
    readonly state: string
    readonly lang: string
    readonly page: string
    readonly ip: string
    readonly userAgent: string
    readonly wording: string
    readonly at: string
  }[]
}

/** The id of the subscriber with this address. */
export const idOf = async (house: TestHouse, address: string): Promise<string> => {
  const { body } = await house.api('GET', `/api/v1/subscribers?q=${encodeURIComponent(address)}`)
  const found = (body.items as { id: string; email: string }[]).find(({ email }) => email === address)
  if (found === undefined) throw new Error(`No subscriber has ${address}.`)
  return found.id
}

export const consentOf = async (house: TestHouse, reader: Reader): Promise<ConsentRecord[]> =>
  (await house.api('GET', `/api/v1/subscribers/${await idOf(house, reader.address)}/consent`)).body.items

/** What is known of a reader's consent, in short: `asked pending`, `confirmed active` … */
export const eventsOf = async (house: TestHouse, reader: Reader): Promise<string[]> =>
  (await consentOf(house, reader)).flatMap(({ intact, entries }) => [
    ...entries.map(({ event, state }) => `${event} ${state}`),
    ...(intact ? [] : ['and the chain is broken']),
  ])

/** Programs that open every link of a mail before its reader does. */
export const scanners = [
  'Mozilla/5.0 (compatible; Barracuda Sentinel)',
  'BarracudaCentral/1.0',
  'Mozilla/5.0 (Windows NT 6.1) Proofpoint-URLDefense',
  'Mimecast/TTP',
  'Microsoft Office/16.0 (SafeLinks)',
  'Mozilla/5.0 (compatible; Google-Safety; +http://www.google.com/bot.html)',
  'GoogleImageProxy',
  'Slackbot-LinkExpanding 1.0',
  'WhatsApp/2.23',
  'curl/8.5.0',
]

/** Everything that opens a link without meaning it: scanners, previews, prefetching browsers, HEAD and OPTIONS. */
export const openedByRobots = async (house: TestHouse, path: string): Promise<number[]> => {
  const statuses: number[] = []
  for (const agent of scanners)
    for (const [method, headers] of [
      ['GET', {}],
      ['HEAD', {}],
      ['OPTIONS', {}],
      ['GET', { 'Sec-Purpose': 'prefetch;prerender', Purpose: 'prefetch' }],
      ['GET', { 'X-Moz': 'prefetch' }],
    ] as const)
      statuses.push((await knock(house, method, path, { headers: { 'User-Agent': agent, ...headers } })).status)
  return [...new Set(statuses)]
}

import { key, openHall } from './hall.ts'
import { reportOnHttp } from './http-report.ts'
import { runHttpRounds, type Request } from './http-rounds.ts'
import type { Scenario } from './scenario.ts'

const connections = 4
const searches = 200
const slug = 'readers'

const path = (q: string): string => `/api/v1/subscribers?${new URLSearchParams({ q }).toString()}`

/** An address, or a name as every third reader has one. */
const wordOf = (number: number): string => (number % 2 === 0 ? `reader-${number}@` : `سلمى ${number}`)

const bare = (): Request[] => Array.from({ length: searches }, () => ({ method: 'GET', path: '/' }))

/** Looking for subscribers by address and by name in the newsroom's API. */
export const search: Scenario = {
  summary: 'searching subscribers beside a bare count of them',
  defaults: { size: 100_000, rounds: 3 },
  async run({ size, rounds }) {
    await using hall = await openHall()
    await using subject = await hall.startSubject({ relayPort: hall.sinkPort, role: 'api' })
    await subject.newsroom.founds(slug)
    await subject.newsroom.gathers(slug, size)
    const headers = `Authorization: Bearer ${key}\r\n`
    let last = 0
    const looking = (): Request[] =>
      Array.from({ length: searches }, () => ({
        method: 'GET',
        path: path(wordOf((last = (last + 7919) % size))),
        headers,
      }))
    const scene = { connections, subjects: { search: looking }, bare }
    const findings = await runHttpRounds(hall, subject, { scene, rounds })
    const found = await fetch(`${subject.url}${path(`reader-${size}@`)}`, {
      headers: { Authorization: `Bearer ${key}` },
    })
    const { items } = (await found.json()) as { items: readonly unknown[] }
    return reportOnHttp({
      findings,
      size,
      titles: { search: 'GET /api/v1/subscribers?q=' },
      bare: 'a count',
      wrong: items.length === 1 ? [] : [`A search for one reader found ${items.length}.`],
    })
  },
}

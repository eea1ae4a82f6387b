import { openHall } from './hall.ts'
import { reportOnHttp } from './http-report.ts'
import { runHttpRounds, type Request } from './http-rounds.ts'
import type { Scenario } from './scenario.ts'

const connections = 50
const slug = 'signups'

const json = (email: string): Request => ({
  method: 'POST',
  path: '/api/v1/subscriptions',
  body: JSON.stringify({ email, newsletter: slug }),
})

const form = (email: string): Request => ({
  method: 'POST',
  path: '/subscribe',
  type: 'application/x-www-form-urlencoded',
  body: new URLSearchParams({ email, newsletter: slug }).toString(),
})

const bare = (email: string): Request => ({ method: 'POST', path: '/', body: email })

let last = 0

const many = (make: (email: string) => Request, size: number) => (): Request[] =>
  Array.from({ length: size }, () => make(`signup-${(last += 1)}@example.org`))

/** Signing up, each time with an address that nobody has used, by the form and by the API. */
export const subscribe: Scenario = {
  summary: 'signups by form and by API beside an Express that does nothing and a bare insert',
  defaults: { size: 3000, rounds: 5 },
  async run({ size, rounds }) {
    await using hall = await openHall()
    await using subject = await hall.startSubject({ relayPort: hall.sinkPort, role: 'api' })
    await subject.newsroom.founds(slug)
    const subjects = { 'subscribe-form': many(form, size), 'subscribe-api': many(json, size) }
    const scene = { connections, subjects, bare: many(bare, size), express: many(json, size) }
    const findings = await runHttpRounds(hall, subject, { scene, rounds })
    const { rows } = await hall.sql.query<{ asked: number }>('select count(*)::int as asked from notice')
    const wanted = size * 2 * (rounds + 1 + findings.rounds.repeated)
    const asked = rows[0]?.asked
    return reportOnHttp({
      findings,
      size,
      titles: { 'subscribe-form': 'POST /subscribe', 'subscribe-api': 'POST /api/v1/subscriptions' },
      bare: 'an insert',
      wrong: asked === wanted ? [] : [`${wanted} signed up, ${asked} are to be asked to confirm.`],
    })
  },
}

import { openHall, type Hall, type Subject } from './hall.ts'
import { reportOnHttp } from './http-report.ts'
import { runHttpRounds, type Request } from './http-rounds.ts'
import type { Scenario } from './scenario.ts'

const connections = 50
const slug = 'leavers'
/** Rounds that may be run again draw on readers too. */
const spareRounds = 4

/** The POST of RFC 8058, each with the link of another reader who is still subscribed. */
export const oneClick: Scenario = {
  summary: 'one-click unsubscribes beside a bare update',
  defaults: { size: 2000, rounds: 5 },
  async run({ size, rounds }) {
    await using hall = await openHall()
    await using subject = await hall.startSubject({ relayPort: hall.sinkPort, role: 'api' })
    await subject.newsroom.founds(slug)
    await subject.newsroom.gathers(slug, size * (rounds + spareRounds))
    const paths = await linksOf(hall, subject)
    let [used, updated] = [0, 0]
    const leave = (): Request[] => paths.slice(used, (used += size)).map(pressed)
    const bare = (): Request[] =>
      Array.from({ length: size }, () => ({ method: 'PUT', path: '/', body: String((updated += 1)) }))
    const scene = { connections, subjects: { 'one-click': leave }, bare }
    const findings = await runHttpRounds(hall, subject, { scene, rounds })
    const left = await hall.sql.query<{ left: number }>(
      `select count(*)::int as left from subscription where state = 'unsubscribed'`,
    )
    const gone = left.rows[0]?.left
    const wanted = Math.min(used, paths.length)
    return reportOnHttp({
      findings,
      size,
      titles: { 'one-click': 'POST /unsubscribe/:token (RFC 8058)' },
      bare: 'an update',
      wrong: gone === wanted ? [] : [`${wanted} pressed the button, ${gone} are unsubscribed.`],
    })
  },
}

/** The paths of everybody's unsubscribe links. */
const linksOf = async ({ sql }: Hall, { process }: Subject): Promise<string[]> => {
  const { rows } = await sql.query<{ id: string }>('select id from subscription order by id')
  const ids = rows.map(({ id }) => id)
  return process.ask('unsubscribePaths', ids)
}

const pressed = (path: string): Request => ({
  method: 'POST',
  path,
  type: 'application/x-www-form-urlencoded',
  body: 'List-Unsubscribe=One-Click',
})

import { z } from 'zod'
import { cadences } from '../../../domain/cadence.ts'
import { deliveryStates } from '../../../domain/delivery.ts'
import { Refused } from '../../../domain/refusal.ts'
import { plainLines } from '../../../domain/text.ts'
import { faultText } from '../../../i18n/faults.ts'
import { sendAgain } from '../../../usecases/send-again.ts'
import { cancelIssue, pauseIssue, progressOf, resumeIssue, type IssueProgress } from '../../../usecases/steer-issue.ts'
import { obstaclesTo, previewIssue, triggerIssue } from '../../../usecases/trigger-issue.ts'
import { filteredNewsletter, newsletterBySlug, slugs } from '../../api/find.ts'
import { withAttempts } from '../../api/attempts.ts'
import { apiRoute, pageQuery, type ApiRoute } from '../../api/route.ts'
import { shownIssue } from '../../api/shown.ts'
import { languageOf } from '../../language.ts'
import type { Room } from '../../room.ts'

/** Paragraphs of an admin's own words: plain text. */
const note = z
  .string()
  .max(2000)
  .transform((text) => plainLines(text) || null)

const wish = z.strictObject({
  newsletter: z.string(),
  cadence: z.enum(cadences).nullable().default(null),
  note: note.nullable().default(null),
  dryRun: z.boolean().default(false),
  at: z.iso.datetime({ offset: true }).nullable().default(null),
})

const deliveryId = z.string().regex(/^[1-9]\d{0,17}$/, 'bad_id')

const shown = async (room: Room, { issue, counts }: IssueProgress) => {
  const slugOf = await slugs(room)
  return shownIssue(issue, {
    counts,
    pauseReason: await room.house.store.alarms.pauseReason(issue.id),
    newsletter: slugOf(issue.newsletterId),
    renditions: await room.house.store.renditions.ofIssue(issue.id),
  })
}

const steering = (
  verb: string,
  summary: string,
  steer: (house: Room['house'], id: string) => Promise<IssueProgress>,
): ApiRoute =>
  apiRoute({
    method: 'post',
    path: `/issues/:id/${verb}`,
    scope: 'issues:send',
    summary,
    answers: { 200: 'The issue' },
    work: async (room, { id }) => ({ status: 200, body: await shown(room, await steer(room.house, id)) }),
  })

export const issueApi: readonly ApiRoute[] = [
  apiRoute({
    method: 'post',
    path: '/issues',
    scope: 'issues:send',
    summary: 'Freeze and send an issue now, or at a time; with dryRun tell who would get what',
    body: wish,
    answers: {
      202: 'The issue',
      200: 'With dryRun: who, how many, which posts, and what stands in the way; nothing is sent',
    },
    async work(room, { body: { newsletter: slug, cadence, note: words, dryRun, at }, request }) {
      const newsletter = await newsletterBySlug(room, slug)
      const time = at === null ? null : new Date(at)
      if (!dryRun) {
        const issue = await triggerIssue(room.house, { newsletter, cadence, note: words, at: time })
        return { status: 202, body: await shown(room, await progressOf(room.house, issue.id)) }
      }
      const { posts, ...preview } = await previewIssue(room.house, { newsletter, cadence, at: time })
      const listed = posts.map(({ id, title, url, state }) => ({ id, title, url, state }))
      const codes = await obstaclesTo(room.house, { newsletter, note: words }, posts)
      const lang = languageOf(request, 'en')
      const obstacles = codes.map((code) => ({ code, message: faultText(code, lang) ?? code }))
      return { status: 200, body: { dryRun: true, newsletter: slug, cadence, ...preview, posts: listed, obstacles } }
    },
  }),
  apiRoute({
    method: 'get',
    path: '/issues',
    scope: 'issues:read',
    summary: 'Issues, newest first',
    query: pageQuery.extend({ newsletter: z.string().optional() }),
    answers: { 200: 'A page of a list' },
    async work(room, { query: { newsletter, after = null, limit } }) {
      const page = await room.house.store.issues.page({
        newsletterId: await filteredNewsletter(room, newsletter),
        after,
        limit,
      })
      const items = []
      for (const issue of page.items)
        items.push(await shown(room, { issue, counts: await room.house.store.issues.counts(issue.id) }))
      return { status: 200, body: { items, next: page.next } }
    },
  }),
  apiRoute({
    method: 'get',
    path: '/issues/:id',
    scope: 'issues:read',
    summary: 'An issue and how far it has come',
    answers: { 200: 'The issue' },
    work: async (room, { id }) => ({ status: 200, body: await shown(room, await progressOf(room.house, id)) }),
  }),
  steering('pause', 'Stop handing over; what is on the wire is finished', pauseIssue),
  steering('resume', 'Go on with the same deliveries', resumeIssue),
  steering('cancel', 'End it: what has not gone out never will', cancelIssue),
  apiRoute({
    method: 'post',
    path: '/issues/:id/send-uncertain',
    scope: 'issues:send',
    summary:
      'Send the uncertain deliveries again, all or those of some subscriptions: some readers may get the issue twice',
    body: z.strictObject({ deliveries: z.array(deliveryId).max(10_000).nullable().default(null) }),
    answers: { 200: 'How many are sent again, how many are not for their readers have left, and the issue' },
    async work(room, { id, body: { deliveries } }) {
      const { again, skipped, ...progress } = await sendAgain(room.house, id, deliveries)
      return { status: 200, body: { again, skipped, issue: await shown(room, progress) } }
    },
  }),
  apiRoute({
    method: 'get',
    path: '/issues/:id/deliveries',
    scope: 'issues:read',
    summary:
      "The ledger of an issue, with the relay's replies; with attempts=1 those that failed, one by one, in place of their number",
    query: pageQuery.extend({ state: z.enum(deliveryStates).optional(), attempts: z.enum(['0', '1']).default('0') }),
    answers: { 200: 'A page of a list' },
    async work(room, { id, query: { state = null, after = null, limit, attempts } }) {
      const { deliveries, issues } = room.house.store
      if ((await issues.byId(id)) === null) throw new Refused({ kind: 'not_found' })
      const page = await deliveries.page({ issueId: id, state, after, limit })
      if (attempts === '0') return { status: 200, body: page }
      return { status: 200, body: { ...page, items: await withAttempts(room, id, page.items) } }
    },
  }),
]

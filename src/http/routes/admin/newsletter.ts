import { Router, type Request, type Response } from 'express'
import { lintMail } from '../../../../emails/lint.ts'
import { cadences, type Cadence } from '../../../domain/cadence.ts'
import { Refused } from '../../../domain/refusal.ts'
import { plainLines } from '../../../domain/text.ts'
import type { NextDigest } from '../../../pages/admin/digest-box.tsx'
import { newsletterAdminPage } from '../../../pages/admin/newsletter.tsx'
import { previewPage } from '../../../pages/admin/preview.tsx'
import { adminPaths } from '../../../pages/paths.ts'
import type { KeptNewsletter } from '../../../store/newsletters.ts'
import { obstaclesOf } from '../../../usecases/check-newsletter.ts'
import { decidePost } from '../../../usecases/add-post.ts'
import { previewDigest, sendTest } from '../../../usecases/send-test.ts'
import { previewIssue, triggerIssue } from '../../../usecases/trigger-issue.ts'
import { adminFrame, backTo } from '../../admin-frame.ts'
import { field } from '../../forms.ts'
import type { Room } from '../../room.ts'
import { mailFrameHeaders } from '../../safety.ts'
import { sessionOf } from '../../session.ts'

const listed = { posts: 40, issues: 20 }

/** The desk of one newsletter: its next digest, its posts, its issues. */
export const newsletterDeskRoutes = (room: Room): Router => {
  const { house } = room
  const router = Router()

  router.get('/n/:slug', async (request, response) => {
    const newsletter = await find(room, request.params.slug)
    const issues = []
    for (const issue of (
      await house.store.issues.page({ newsletterId: newsletter.id, after: null, limit: listed.issues })
    ).items)
      issues.push({
        issue,
        counts: await house.store.issues.counts(issue.id),
        returned: await house.store.bounces.countsFor(issue.id),
      })
    const posts = await house.store.posts.page({
      newsletterId: newsletter.id,
      state: null,
      after: null,
      limit: listed.posts,
    })
    const digest = await nextDigest(room, newsletter, {
      cadence: cadenceOf(request.query['cadence']),
      note: textOf(request.query['note']),
      isSending: issues.some(({ issue }) => issue.state === 'sending' || issue.state === 'paused'),
    })
    response
      .type('html')
      .send(
        newsletterAdminPage({ ...adminFrame(room, request, response), newsletter, digest, posts: posts.items, issues }),
      )
  })

  router.post('/n/:slug/preview', (request, response) => {
    backTo(response, request, adminPaths.preview(request.params.slug), wishOf(request))
  })

  router.get('/n/:slug/preview', async (request, response) => {
    const newsletter = await find(room, request.params.slug)
    const frame = adminFrame(room, request, response)
    const mail = await previewOf(room, newsletter, request, response)
    response.type('html').send(
      previewPage({
        ...frame,
        newsletter,
        subject: mail.subject,
        text: mail.text,
        htmlUrl: `${adminPaths.preview(newsletter.slug)}.html?${new URLSearchParams({ note: textOf(request.query['note']) })}`,
        size: Buffer.byteLength(mail.html),
        lintFindings: lintMail(mail, newsletter.locale),
      }),
    )
  })

  router.get('/n/:slug/preview.html', mailFrameHeaders, async (request, response) => {
    const mail = await previewOf(room, await find(room, String(request.params['slug'])), request, response)
    response.type('html').send(mail.html)
  })

  router.post('/n/:slug/test', async (request, response) => {
    const newsletter = await find(room, request.params.slug)
    const { note } = wishOf(request)
    const outcome = await sendTest(house, newsletter, {
      to: sessionOf(response).user.email,
      lang: newsletter.locale,
      note: note || null,
    })
    if (outcome.kind !== 'accepted') throw new Refused({ kind: 'not_ready', what: outcome.reply })
    backTo(response, request, adminPaths.newsletter(newsletter.slug), { done: 'test-sent', ...wishOf(request) })
  })

  router.post('/n/:slug/send', async (request, response) => {
    const newsletter = await find(room, request.params.slug)
    const { note, cadence } = wishOf(request)
    const issue = await triggerIssue(house, { newsletter, cadence: cadenceOf(cadence), note: note || null, at: null })
    backTo(response, request, adminPaths.issue(issue.id))
  })

  router.post('/n/:slug/imprint', async (request, response) => {
    const newsletter = await find(room, request.params.slug)
    const postalAddress = plainLines(field(request, 'postalAddress').slice(0, 500))
    await house.store.newsletters.save({ ...newsletter, postalAddress })
    backTo(response, request, adminPaths.newsletter(newsletter.slug), { done: 'imprint' })
  })

  for (const [verb, state, done] of [
    ['hold', 'held', 'held'],
    ['release', 'ready', 'released'],
    ['never', 'never', 'never'],
  ] as const)
    router.post(`/posts/:id/${verb}`, async (request, response) => {
      const post = await decidePost(house, request.params.id, state)
      const newsletter = await house.store.newsletters.byId(post.newsletterId)
      backTo(response, request, newsletter ? adminPaths.newsletter(newsletter.slug) : '/admin', { done })
    })

  return router
}

const find = async ({ house }: Room, slug: string): Promise<KeptNewsletter> => {
  const newsletter = await house.store.newsletters.bySlug(slug)
  if (newsletter === null) throw new Refused({ kind: 'not_found' })
  return newsletter
}

const textOf = (value: unknown): string => (typeof value === 'string' ? plainLines(value.slice(0, 2000)) : '')
const cadenceOf = (value: unknown): Cadence | null => cadences.find((cadence) => cadence === value) ?? null
const wishOf = (request: Request) => ({
  note: textOf(field(request, 'note')),
  cadence: cadenceOf(field(request, 'cadence')) ?? '',
})

const previewOf = ({ house }: Room, newsletter: KeptNewsletter, request: Request, response: Response) =>
  previewDigest(house, newsletter, {
    lang: newsletter.locale,
    note: textOf(request.query['note']) || null,
    address: sessionOf(response).user.email,
  })

const nextDigest = async (
  { house }: Room,
  newsletter: KeptNewsletter,
  { isSending, ...wish }: { cadence: Cadence | null; note: string; isSending: boolean },
): Promise<NextDigest> => {
  const everyone = await previewIssue(house, { newsletter, cadence: null, at: null })
  const chosen =
    wish.cadence === null ? everyone : await previewIssue(house, { newsletter, cadence: wish.cadence, at: null })
  const nobodyAtAll = everyone.readers + everyone.nothingNew === 0
  return {
    ...wish,
    everyone: everyone.readers,
    byCadence: everyone.byCadence,
    readers: chosen.readers,
    posts: chosen.posts.length,
    settling: chosen.posts.filter((post) => post.state === 'settling' && post.readyAt >= house.clock.now()).length,
    lacking: obstaclesOf(house, newsletter)[0] ?? null,
    obstacle: chosen.readers > 0 ? null : nobodyAtAll ? 'no-readers' : isSending ? 'sending' : 'no-posts',
  }
}

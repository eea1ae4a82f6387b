import { Router } from 'express'
import type { DeliveryState } from '../../../domain/delivery.ts'
import { issuePage, type FailedDelivery } from '../../../pages/admin/issue.tsx'
import { adminPaths } from '../../../pages/paths.ts'
import { newsletterOf } from '../../../usecases/follow-link.ts'
import { cancelIssue, pauseIssue, progressOf, resumeIssue } from '../../../usecases/steer-issue.ts'
import { adminFrame, backTo } from '../../admin-frame.ts'
import type { Room } from '../../room.ts'

const worthShowing: readonly DeliveryState[] = ['uncertain', 'refused', 'expired', 'deferred']
const sampleSize = 20

/** One issue while it is sent and afterwards. */
export const issueDeskRoutes = (room: Room): Router => {
  const { house } = room
  const router = Router()

  router.get('/issues/:id', async (request, response) => {
    const { issue, counts } = await progressOf(house, request.params.id)
    const renditions = await house.store.renditions.ofIssue(issue.id)
    const posts = new Map(renditions.flatMap(({ content }) => content.posts).map((post) => [post.id, post]))
    response.type('html').send(
      issuePage({
        ...adminFrame(room, request, response),
        newsletter: await newsletterOf(house, issue.newsletterId),
        issue,
        counts,
        returned: await house.store.bounces.countsFor(issue.id),
        posts: [...posts.values()],
        failures: await failuresOf(room, issue.id),
        stopped: (await house.store.alarms.pauseReason(issue.id)) !== null,
      }),
    )
  })

  router.get('/issues/:id/progress', async (request, response) => {
    const { issue, counts } = await progressOf(house, request.params.id)
    response.json({ state: issue.state, counts })
  })

  for (const [verb, steer, done] of [
    ['pause', pauseIssue, 'paused'],
    ['resume', resumeIssue, 'resumed'],
    ['cancel', cancelIssue, 'cancelled'],
  ] as const)
    router.post(`/issues/:id/${verb}`, async (request, response) => {
      await steer(house, request.params.id)
      backTo(response, request, adminPaths.issue(request.params.id), { done })
    })

  return router
}

const failuresOf = async ({ house }: Room, issueId: string): Promise<FailedDelivery[]> => {
  const failures: FailedDelivery[] = []
  for (const state of worthShowing) {
    const { items } = await house.store.deliveries.page({
      issueId,
      state,
      after: null,
      limit: sampleSize - failures.length,
    })
    failures.push(
      ...items.map(({ address, reply, reason }) => ({ address: address ?? '—', state, reply: reply || null, reason })),
    )
    if (failures.length >= sampleSize) break
  }
  return failures
}

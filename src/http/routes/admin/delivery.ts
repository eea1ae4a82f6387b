import { Router } from 'express'
import { deliveryStates } from '../../../domain/delivery.ts'
import { deliveriesPage } from '../../../pages/admin/deliveries.tsx'
import { deliveryPage } from '../../../pages/admin/delivery.tsx'
import { adminPaths } from '../../../pages/paths.ts'
import { describeDkimKey } from '../../../usecases/describe-dkim-key.ts'
import { newsletterOf } from '../../../usecases/follow-link.ts'
import { settleAlarm } from '../../../usecases/raise-alarm.ts'
import { sendAgain } from '../../../usecases/send-again.ts'
import { progressOf } from '../../../usecases/steer-issue.ts'
import { adminFrame, backTo } from '../../admin-frame.ts'
import { withAttempts } from '../../api/attempts.ts'
import type { Room } from '../../room.ts'
import { slowDestinations } from './slow-destinations.ts'

const listed = { past: 20, deliveries: 100 }

/** How mail leaves the house, and what became of each reader's copy of an issue. */
export const deliveryDeskRoutes = (room: Room): Router => {
  const { house } = room
  const router = Router()

  router.get('/delivery', async (request, response) => {
    const { alarms, batches, destinations, dkimKeys } = house.store
    response.type('html').send(
      deliveryPage({
        ...adminFrame(room, request, response),
        relays: house.relays.states(),
        workers: await batches.workers(),
        destinations: slowDestinations(await destinations.all(), house.clock.now()),
        dkimKeys: (await dkimKeys.all(null)).map(describeDkimKey),
        past: (await alarms.page({ settled: true, after: null, limit: listed.past })).items,
      }),
    )
  })

  router.post('/alarms/:id/settle', async (request, response) => {
    await settleAlarm(house, request.params.id)
    backTo(response, request, adminPaths.delivery, { done: 'settled' })
  })

  router.get('/issues/:id/deliveries', async (request, response) => {
    const { issue, counts } = await progressOf(house, request.params.id)
    const state = deliveryStates.find((each) => each === request.query['state']) ?? null
    const after = cursorOf(request.query['after'])
    const page = await house.store.deliveries.page({ issueId: issue.id, state, after, limit: listed.deliveries })
    response.type('html').send(
      deliveriesPage({
        ...adminFrame(room, request, response),
        newsletter: await newsletterOf(house, issue.newsletterId),
        issue,
        counts,
        state,
        deliveries: await withAttempts(room, issue.id, page.items),
        next: page.next,
        isFirst: after === null,
      }),
    )
  })

  router.post('/issues/:id/send-uncertain', async (request, response) => {
    const { again } = await sendAgain(house, request.params.id, null)
    backTo(response, request, adminPaths.issue(request.params.id), { done: 'sent-again', count: String(again) })
  })

  return router
}

const cursorOf = (value: unknown): string | null =>
  typeof value === 'string' && /^\d{1,18}$/.test(value) ? value : null

import { Router } from 'express'
import { isScheduled, nextSlot } from '../../../domain/cadence.ts'
import { Refused } from '../../../domain/refusal.ts'
import { subscriptionStates, type SubscriptionState } from '../../../domain/subscription.ts'
import { newsroomPage, type NewsletterOverview } from '../../../pages/admin/newsroom.tsx'
import type { KeptNewsletter } from '../../../store/newsletters.ts'
import { syncSource } from '../../../usecases/sync-source.ts'
import { adminFrame, backTo } from '../../admin-frame.ts'
import type { Room } from '../../room.ts'

/** The newsletters and their sources at a glance. */
export const newsroomRoutes = (room: Room): Router => {
  const { house } = room
  const router = Router()

  router.get('/', async (request, response) => {
    const newsletters = []
    for (const newsletter of await house.store.newsletters.all()) newsletters.push(await overview(room, newsletter))
    response.type('html').send(newsroomPage({ ...adminFrame(room, request, response), newsletters }))
  })

  router.post('/sources/:id/sync', async (request, response) => {
    const source = await house.store.sources.byId(request.params.id)
    if (source === null) throw new Refused({ kind: 'not_found' })
    const { counts, fault, via } = await syncSource(house, source)
    const failed = fault !== null && via === null
    backTo(
      response,
      request,
      '/admin',
      failed ? { done: 'sync-failed' } : { done: 'synced', count: String(counts.new) },
    )
  })

  return router
}

const overview = async ({ house }: Room, newsletter: KeptNewsletter): Promise<NewsletterOverview> => {
  const counts = await house.store.subscriptions.countByState(newsletter.id)
  const readers = Object.fromEntries(subscriptionStates.map((state) => [state, counts[state] ?? 0])) as Record<
    SubscriptionState,
    number
  >
  const now = house.clock.now()
  const slots = newsletter.cadences
    .filter(isScheduled)
    .map((cadence) => ({ cadence, at: nextSlot({ ...newsletter, cadence }, now) }))
  const [nextAt = null] = slots.toSorted((one, other) => one.at.getTime() - other.at.getTime())
  const sources = await house.store.sources.all(newsletter.id)
  return {
    newsletter,
    readers,
    nextSlot: nextAt,
    sources: sources.map(({ lastFault, ...source }) => ({ ...source, fault: lastFault })),
  }
}

import { z } from 'zod'
import { cadences } from '../../../domain/cadence.ts'
import { verifyConsentChain } from '../../../domain/consent.ts'
import { locales } from '../../../domain/locale.ts'
import { Refused } from '../../../domain/refusal.ts'
import { subscriptionStates, type Subscriber } from '../../../domain/subscription.ts'
import { oneLine, stripBidiControls } from '../../../domain/text.ts'
import { addSubscriber } from '../../../usecases/add-subscriber.ts'
import { changeSubscription } from '../../../usecases/change-subscription.ts'
import { subscribe } from '../../../usecases/subscribe.ts'
import { eraseSubscriber } from '../../../usecases/suppress.ts'
import { filteredNewsletter, newsletterBySlug, slugs } from '../../api/find.ts'
import { apiRoute, pageQuery, type ApiRoute } from '../../api/route.ts'
import { shownSubscriber } from '../../api/shown.ts'
import type { Room } from '../../room.ts'
import { witnessOf } from '../../witness.ts'
import { email } from './newsletters.ts'

const name = z
  .string()
  .max(120)
  .transform((text) => oneLine(stripBidiControls(text)) || null)
  .nullable()

const shown = async (room: Room, subscriber: Subscriber) =>
  shownSubscriber(subscriber, await room.house.store.subscriptions.ofSubscriber(subscriber.id), await slugs(room))

/** @throws Refused `not_found` */
const subscriberOf = async ({ house }: Room, id: string): Promise<Subscriber> => {
  const subscriber = await house.store.subscribers.byId(id)
  if (subscriber === null) throw new Refused({ kind: 'not_found' })
  return subscriber
}

export const subscriberApi: readonly ApiRoute[] = [
  apiRoute({
    method: 'get',
    path: '/subscribers',
    scope: 'subscribers:read',
    summary: 'Subscribers with their subscriptions, newest first',
    query: pageQuery.extend({
      q: z.string().max(254).optional(),
      newsletter: z.string().optional(),
      state: z.enum(subscriptionStates).optional(),
    }),
    answers: { 200: 'A page of a list' },
    async work(room, { query: { q, newsletter, state = null, after = null, limit } }) {
      const newsletterId = await filteredNewsletter(room, newsletter)
      const page = await room.house.store.subscribers.page({ q: q?.trim() || null, newsletterId, state, after, limit })
      const items = []
      for (const subscriber of page.items) items.push(await shown(room, subscriber))
      return { status: 200, body: { items, next: page.next } }
    },
  }),
  apiRoute({
    method: 'post',
    path: '/subscribers',
    scope: 'subscribers:write',
    summary: 'Add a reader: asked to confirm by mail, or active where you vouch for a consent given elsewhere',
    body: z.strictObject({
      email,
      newsletter: z.string(),
      name: name.default(null),
      cadence: z.enum(cadences).nullable().default(null),
      lang: z.enum(locales).nullable().default(null),
      state: z.enum(['pending', 'active']).default('pending'),
    }),
    answers: { 201: 'The active subscriber', 202: 'A confirmation is on its way' },
    async work(room, { body, request }) {
      const newsletter = await newsletterBySlug(room, body.newsletter)
      const witness = { ...witnessOf(request), page: 'api' }
      if (body.state === 'active') {
        const subscriber = await addSubscriber(room.house, { ...body, newsletter, witness })
        return { status: 201, body: await shown(room, subscriber) }
      }
      await subscribe(room.house, { ...body, zone: null, witness })
      return { status: 202, body: { status: 'accepted' } }
    },
  }),
  apiRoute({
    method: 'get',
    path: '/subscribers/:id',
    scope: 'subscribers:read',
    summary: 'A subscriber',
    answers: { 200: 'The subscriber' },
    work: async (room, { id }) => ({ status: 200, body: await shown(room, await subscriberOf(room, id)) }),
  }),
  apiRoute({
    method: 'patch',
    path: '/subscribers/:id',
    scope: 'subscribers:write',
    summary:
      'Change a name, or, with a newsletter, the cadence of its subscription; end it with the state "unsubscribed"',
    body: z.strictObject({
      name: name.optional(),
      newsletter: z.string().optional(),
      cadence: z.enum(cadences).nullable().optional(),
      state: z.literal('unsubscribed').optional(),
    }),
    answers: { 200: 'The subscriber' },
    async work(room, { id, body: { name: newName, newsletter: slug, cadence, state }, request }) {
      const subscriber = await subscriberOf(room, id)
      if (slug === undefined && (cadence !== undefined || state !== undefined))
        throw new Refused({ kind: 'invalid', issues: [{ path: 'newsletter', message: 'required' }] })
      if (slug !== undefined) {
        const newsletter = await newsletterBySlug(room, slug)
        const witness = { ...witnessOf(request), page: 'api' }
        const wish = cadence === undefined ? {} : { cadence }
        await changeSubscription(room.house, {
          subscriberId: id,
          newsletter,
          unsubscribe: state !== undefined,
          witness,
          ...wish,
        })
      }
      if (newName !== undefined) await room.house.store.subscribers.rename(subscriber.id, newName)
      return { status: 200, body: await shown(room, await subscriberOf(room, id)) }
    },
  }),
  apiRoute({
    method: 'delete',
    path: '/subscribers/:id',
    scope: 'subscribers:write',
    summary: 'Erase a person; a keyed hash remembers that they must not be mailed',
    answers: { 204: 'Erased' },
    async work({ house }, { id }) {
      await eraseSubscriber(house, id)
      return { status: 204 }
    },
  }),
  apiRoute({
    method: 'get',
    path: '/subscribers/:id/consent',
    scope: 'subscribers:read',
    summary: 'Every yes and no of a subscriber, and whether the record is intact',
    answers: { 200: 'A list for each subscription' },
    async work(room, { id }) {
      await subscriberOf(room, id)
      const slugOf = await slugs(room)
      const items = []
      for (const { id: subscriptionId, newsletterId } of await room.house.store.subscriptions.ofSubscriber(id)) {
        const entries = await room.house.store.consents.chainOf(subscriptionId)
        items.push({ newsletter: slugOf(newsletterId), intact: verifyConsentChain(entries).intact, entries })
      }
      return { status: 200, body: { items, next: null } }
    },
  }),
]

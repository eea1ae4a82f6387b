import { z } from 'zod'
import { Refused } from '../../../domain/refusal.ts'
import { destinationNamed, showDestination, steerDestination } from '../../../usecases/steer-destination.ts'
import { apiRoute, type ApiRoute } from '../../api/route.ts'

const query = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(253).default(''),
})

const change = z.strictObject({
  paused: z.boolean().optional(),
  until: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .nullable()
    .optional(),
  ratePerMinute: z.int().min(1).max(10_000_000).nullable().optional(),
  concurrency: z.int().min(1).max(10_000).nullable().optional(),
})

export const destinationApi: readonly ApiRoute[] = [
  apiRoute({
    method: 'get',
    path: '/destinations',
    scope: 'destinations:read',
    summary:
      'Receiving domains, and groups behind one mail host, that are paused, limited, or have refused mail lately',
    query,
    answers: { 200: 'A page of a list, by name' },
    async work({ house }, { query: { limit, after } }) {
      const kept = await house.store.destinations.page(after, limit + 1)
      const items = kept.slice(0, limit).map((destination) => showDestination(destination, house.clock.now()))
      return { status: 200, body: { items, next: kept.length > limit ? (items.at(-1)?.name ?? null) : null } }
    },
  }),
  apiRoute({
    method: 'patch',
    path: '/destinations/:id',
    scope: 'destinations:write',
    summary: 'Pause, resume or limit what goes to a receiving domain; hotmail.com and its like stand for their group',
    body: change,
    answers: { 200: 'The destination' },
    async work({ house }, { id, body }) {
      const { paused, until, ratePerMinute, concurrency } = body
      const kept = await steerDestination(house, id, {
        ...(paused === undefined ? {} : { paused }),
        ...(until === undefined ? {} : { until }),
        ...(ratePerMinute === undefined ? {} : { ratePerMinute }),
        ...(concurrency === undefined ? {} : { concurrency }),
      })
      return { status: 200, body: showDestination(kept, house.clock.now()) }
    },
  }),
  apiRoute({
    method: 'delete',
    path: '/destinations/:id',
    scope: 'destinations:write',
    summary: 'Forget a destination: its pause, its limits and what its refusals taught',
    answers: { 204: 'Forgotten' },
    async work({ house }, { id }) {
      if (await house.store.destinations.remove(destinationNamed(id))) return { status: 204 }
      throw new Refused({ kind: 'not_found', what: 'destination' })
    },
  }),
]

import { z } from 'zod'
import { Refused } from '../../../domain/refusal.ts'
import { syncSource } from '../../../usecases/sync-source.ts'
import { filteredNewsletter, newsletterBySlug, slugs } from '../../api/find.ts'
import { apiRoute, type ApiRoute } from '../../api/route.ts'
import { shownSource } from '../../api/shown.ts'

export const sourceApi: readonly ApiRoute[] = [
  apiRoute({
    method: 'get',
    path: '/sources',
    scope: 'sources:read',
    summary: 'Where posts come from',
    query: z.object({ newsletter: z.string().optional() }),
    answers: { 200: 'A list' },
    async work(room, { query }) {
      const newsletterId = await filteredNewsletter(room, query.newsletter)
      const sources = await room.house.store.sources.all(newsletterId ?? undefined)
      const slugOf = await slugs(room)
      return {
        status: 200,
        body: { items: sources.map((source) => shownSource(source, slugOf(source.newsletterId))), next: null },
      }
    },
  }),
  apiRoute({
    method: 'post',
    path: '/sources',
    scope: 'sources:write',
    summary: 'Add a source; what it holds at first sight is known and not mailed',
    body: z.strictObject({
      kind: z.enum(['wordpress', 'feed', 'push']),
      url: z.url({ protocol: /^https?$/, message: 'bad_url' }).max(2000),
      newsletter: z.string(),
    }),
    answers: { 201: 'The source' },
    async work(room, { body }) {
      const newsletter = await newsletterBySlug(room, body.newsletter)
      const { kind, url } = body
      const source = await room.house.store.sources.add({
        kind,
        url: new URL(url).href,
        newsletterId: newsletter.id,
        nextFetchAt: room.house.clock.now(),
      })
      if (kind !== 'push') await room.house.queues.wake('sync-source', { sourceId: source.id })
      return { status: 201, body: shownSource(source, newsletter.slug) }
    },
  }),
  apiRoute({
    method: 'post',
    path: '/sources/:id/sync',
    scope: 'sources:write',
    summary: 'Fetch now',
    answers: { 200: 'Counts of what was found, and what went wrong, if anything' },
    async work(room, { id }) {
      const source = await room.house.store.sources.byId(id)
      if (source === null) throw new Refused({ kind: 'not_found' })
      const { counts, fault, via } = await syncSource(room.house, source)
      return { status: 200, body: { ...counts, fault, via } }
    },
  }),
]

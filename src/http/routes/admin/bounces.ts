import { Router, type Request } from 'express'
import { bounceKinds } from '../../../domain/bounce.ts'
import { bouncesPage } from '../../../pages/admin/bounces.tsx'
import { adminPaths } from '../../../pages/paths.ts'
import { liftSuppression } from '../../../usecases/suppress.ts'
import { adminFrame, backTo } from '../../admin-frame.ts'
import type { Room } from '../../room.ts'

const listed = 50

/** What came back, and the way back for an address that was suppressed. */
export const bounceDeskRoutes = (room: Room): Router => {
  const { store } = room.house
  const router = Router()

  router.get('/bounces', async (request, response) => {
    const kind = bounceKinds.find((known) => known === request.query['kind']) ?? null
    const issueId = idIn(request, 'issue')
    const { items, next } = await store.bounces.page({ issueId, kind, after: idIn(request, 'after'), limit: listed })
    const suppressions = await store.suppressions.ofBounces(items.map(({ id }) => id))
    const [newsletter] = await store.newsletters.all()
    response.type('html').send(
      bouncesPage({
        ...adminFrame(room, request, response),
        bounces: items.map((bounce) => ({ ...bounce, suppressionId: suppressions.get(bounce.id) ?? null })),
        kind,
        issueId,
        next,
        zone: newsletter?.timeZone ?? 'UTC',
      }),
    )
  })

  router.post('/suppressions/:id/lift', async (request, response) => {
    await liftSuppression(room.house, request.params.id)
    backTo(response, request, adminPaths.bounces, { done: 'lifted', ...wishOf(request) })
  })

  return router
}

const idIn = ({ query }: Request, name: string): string | null => {
  const value = query[name]
  return typeof value === 'string' && /^[1-9]\d{0,17}$/.test(value) ? value : null
}

/** What the page before was told to show. */
const wishOf = (request: Request): Record<string, string> => {
  const before = URL.parse(request.get('Referer') ?? '')?.searchParams
  return Object.fromEntries(
    ['kind', 'issue', 'after'].flatMap((name) => (before?.has(name) ? [[name, before.get(name) ?? '']] : [])),
  )
}

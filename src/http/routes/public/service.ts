import { Router } from 'express'
import { isProblemKind } from '../../../i18n/problems.ts'
import { Refused } from '../../../domain/refusal.ts'
import { assets, iconPath } from '../../../pages/assets.ts'
import { problemKindPage } from '../../../pages/public/problem.tsx'
import { languageOf } from '../../language.ts'
import type { Room } from '../../room.ts'

/** What pages load, what monitors ask, what problem answers point to. */
export const serviceRoutes = (room: Room): Router => {
  const router = Router()
  for (const { path, type, body } of assets)
    router.get(path, (_request, response) => {
      response.set('Cache-Control', 'public, max-age=31536000, immutable').type(type).send(body)
    })

  router.get('/favicon.ico', (_request, response) => response.redirect(301, iconPath))

  router.get('/livez', (_request, response) => {
    response.json({ status: 'ok' })
  })

  router.get('/readyz', async (_request, response) => {
    try {
      await room.house.store.ping()
      response.json({ status: 'ok' })
    } catch {
      response.status(503).json({ status: 'unavailable', reason: 'database' })
    }
  })

  router.get('/problems/:kind', (request, response) => {
    const { kind } = request.params
    if (!isProblemKind(kind)) throw new Refused({ kind: 'not_found' })
    response.type('html').send(problemKindPage({ lang: languageOf(request, 'en'), kind }))
  })

  return router
}

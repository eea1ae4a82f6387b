import { Router, type RequestHandler } from 'express'
import { apiDocsPage } from '../../pages/public/api-docs.tsx'
import { alarmApi } from '../routes/api/alarms.ts'
import { bounceApi } from '../routes/api/bounces.ts'
import { dkimKeyApi } from '../routes/api/dkim-keys.ts'
import { destinationApi } from '../routes/api/destinations.ts'
import { issueApi } from '../routes/api/issues.ts'
import { newsletterApi } from '../routes/api/newsletters.ts'
import { postApi } from '../routes/api/posts.ts'
import { sourceApi } from '../routes/api/sources.ts'
import { subscriberApi } from '../routes/api/subscribers.ts'
import { subscriptionApi } from '../routes/api/subscriptions.ts'
import { suppressionApi } from '../routes/api/suppressions.ts'
import { languageOf } from '../language.ts'
import type { Room } from '../room.ts'
import { openApiDocument } from './openapi.ts'
import { serveApi } from './server.ts'

const routes = [
  ...newsletterApi,
  ...sourceApi,
  ...postApi,
  ...issueApi,
  ...subscriberApi,
  ...suppressionApi,
  ...bounceApi,
  ...dkimKeyApi,
  ...destinationApi,
  ...alarmApi,
  ...subscriptionApi,
]

/** Signing up works from every site, and carries no credentials. */
const openToAllSites: RequestHandler = (request, response, next) => {
  response.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'POST, OPTIONS',
    'Access-Control-Allow-Headers': 'Content-Type, Accept',
    'Access-Control-Max-Age': '86400',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  })
  if (request.method === 'OPTIONS') response.status(204).end()
  else next()
}

/** The API, its document and the page made from it. */
export const apiRouter = (room: Room): Router => {
  const document = openApiDocument(routes, room.house.links.baseUrl)
  const router = Router()
  router.use('/api/v1/subscriptions', openToAllSites)
  router.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  router.get('/api/openapi.json', (_request, response) => {
    response.json(document)
  })
  router.get('/api/docs', (request, response) => {
    response.type('html').send(apiDocsPage({ lang: languageOf(request, 'en'), routes }))
  })
  router.use('/api/v1', serveApi(room, routes))
  return router
}

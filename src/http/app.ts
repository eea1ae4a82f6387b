import express, { type Express } from 'express'
import { apiRouter } from './api/router.ts'
import { answerProblem, problemHandler } from './problems.ts'
import type { Room } from './room.ts'
import { adminRouter } from './routes/admin/router.ts'
import { inboxRoutes } from './routes/dev/inbox.ts'
import { demoSiteRoutes } from './routes/dev/site.ts'
import { bounceHookRoutes } from './routes/hooks/bounces.ts'
import { confirmRoutes } from './routes/public/confirm.ts'
import { newsletterRoutes } from './routes/public/newsletters.ts'
import { preferencesRoutes } from './routes/public/preferences.ts'
import { serviceRoutes } from './routes/public/service.ts'
import { unsubscribeRoutes } from './routes/public/unsubscribe.ts'
import { safetyHeaders } from './safety.ts'

/** The pages and the API: the order of everything. */
export const createApp = (room: Room): Express => {
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  if (room.trustProxy.length > 0) app.set('trust proxy', [...room.trustProxy])
  app.use(safetyHeaders(room.house.links.baseUrl.startsWith('https:')))
  app.use(serviceRoutes(room))
  app.use(newsletterRoutes(room), confirmRoutes(room), unsubscribeRoutes(room), preferencesRoutes(room))
  app.use(apiRouter(room), bounceHookRoutes(room))
  app.use('/admin', adminRouter(room))
  if (room.demo) app.use(inboxRoutes(room, room.demo.inbox), demoSiteRoutes(room.demo.site))
  app.use((request, response) => answerProblem(room, request, response, { status: 404, kind: 'not-found' }))
  app.use(problemHandler(room))
  return app
}

import { Router } from 'express'
import { lookForAlarms } from '../../admin-frame.ts'
import { formBody } from '../../forms.ts'
import type { Room } from '../../room.ts'
import { ownReferrers, privatePage } from '../../safety.ts'
import { requireCsrf, requireSession, sameOriginOnly, takeSession } from '../../session.ts'
import { bounceDeskRoutes } from './bounces.ts'
import { deliveryDeskRoutes } from './delivery.ts'
import { doorRoutes } from './door.ts'
import { issueDeskRoutes } from './issues.ts'
import { newsletterDeskRoutes } from './newsletter.ts'
import { newsroomRoutes } from './newsroom.ts'

/** Everything below /admin: the door is open to all, what lies behind it to admins, by forms of our own pages only. */
export const adminRouter = (room: Room): Router => {
  const router = Router()
  router.use(privatePage, ownReferrers, formBody, sameOriginOnly(room), doorRoutes(room))
  router.use(requireSession(room), requireCsrf)
  router.post('/sign-out', async (request, response) => {
    await takeSession(room, request, response)
    response.redirect(303, '/admin/sign-in')
  })
  router.use(lookForAlarms(room))
  router.use(deliveryDeskRoutes(room))
  router.use(newsroomRoutes(room), newsletterDeskRoutes(room), issueDeskRoutes(room), bounceDeskRoutes(room))
  return router
}

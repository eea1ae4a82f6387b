import { Router } from 'express'
import { goodbyePage, resubscribedPage, unsubscribePage } from '../../../pages/public/unsubscribe.tsx'
import { followLink } from '../../../usecases/follow-link.ts'
import { resubscribe, unsubscribe } from '../../../usecases/unsubscribe.ts'
import { formBody } from '../../forms.ts'
import { askedLanguage } from '../../language.ts'
import type { Room } from '../../room.ts'
import { privatePage } from '../../safety.ts'
import { witnessOf } from '../../witness.ts'

/**
 * Leaving, and coming back at once. The POST of an unsubscribe link is also the RFC 8058 target: no cookie, no check of
 * where it came from, no redirect, whatever its body is encoded as.
 */
export const unsubscribeRoutes = (room: Room): Router => {
  const { house } = room
  const router = Router()
  router.use(['/unsubscribe', '/resubscribe'], privatePage)

  router.get('/unsubscribe/:token', async (request, response) => {
    const { token } = request.params
    const { subscription, newsletter } = await followLink(house, 'unsubscribe', token)
    const lang = askedLanguage(request) ?? subscription.lang
    const preferencesUrl = house.links.preferences(subscription, house.clock.now())
    response.type('html').send(
      unsubscribePage({
        lang,
        newsletter,
        address: subscription.address,
        action: `/unsubscribe/${token}`,
        preferencesUrl,
      }),
    )
  })

  router.post('/unsubscribe/:token', async (request, response) => {
    const { subscription, newsletter } = await unsubscribe(house, request.params.token, witnessOf(request))
    const undo = `/resubscribe/${house.links.token('resubscribe', subscription, house.clock.now())}`
    response.type('html').send(
      goodbyePage({
        lang: subscription.lang,
        newsletter,
        // Somebody who never confirmed has nothing to come back to: undoing would be a yes that was never given.
        undo: subscription.confirmedAt === null ? null : { action: undo },
      }),
    )
  })

  router.post('/resubscribe/:token', formBody, async (request, response) => {
    const { subscription, newsletter } = await resubscribe(house, request.params['token'] ?? '', witnessOf(request))
    const preferencesUrl = house.links.preferences(subscription, house.clock.now())
    response.type('html').send(resubscribedPage({ lang: subscription.lang, newsletter, preferencesUrl }))
  })

  return router
}

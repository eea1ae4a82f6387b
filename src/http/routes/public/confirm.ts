import { Router } from 'express'
import { isScheduled, nextSlot } from '../../../domain/cadence.ts'
import { Refused } from '../../../domain/refusal.ts'
import { linkExpiredPage } from '../../../pages/public/broken-link.tsx'
import { confirmedAlreadyPage, confirmedPage, confirmPage } from '../../../pages/public/confirm.tsx'
import { confirm } from '../../../usecases/confirm.ts'
import { followLink, newsletterOf, type LinkedSubscription } from '../../../usecases/follow-link.ts'
import { renewConfirmation } from '../../../usecases/renew-confirmation.ts'
import { formBody } from '../../forms.ts'
import { askedLanguage } from '../../language.ts'
import type { Room } from '../../room.ts'
import { privatePage } from '../../safety.ts'
import { witnessOf } from '../../witness.ts'

/** The link of the confirmation mail: GET shows a button, POST confirms. */
export const confirmRoutes = (room: Room): Router => {
  const { house } = room
  const router = Router()
  router.use('/confirm', privatePage)

  router.get('/confirm/:token', async (request, response) => {
    const page = await askPage(room, request.params.token, (lang) => askedLanguage(request) ?? lang)
    response.status(page.status).type('html').send(page.html)
  })

  router.post('/confirm/:token', formBody, async (request, response) => {
    const { token } = request.params
    try {
      const confirmed = await confirm(house, token, witnessOf(request))
      response.type('html').send(welcome(room, confirmed))
    } catch (error) {
      const late = await latePage(room, token, error)
      if (late === null) throw error
      response.status(410).type('html').send(late)
    }
  })

  /** The button of the page for links that are too old. */
  router.post('/confirm/:token/renew', formBody, async (request, response) => {
    const { lang, newsletter } = await renewConfirmation(house, request.params['token'] ?? '')
    response.redirect(303, `/subscribe/sent?${new URLSearchParams({ lang, newsletter: newsletter.slug })}`)
  })

  return router
}

const askPage = async (room: Room, token: string, langOf: (lang: 'ar' | 'en') => 'ar' | 'en') => {
  try {
    const { subscription, newsletter } = await followLink(room.house, 'confirm', token)
    const { round } = room.house.links.follow('confirm', token, room.house.clock.now())
    if (round !== subscription.round) throw new Refused({ kind: 'link_expired' })
    const lang = langOf(subscription.lang)
    if (subscription.state === 'active' || subscription.state === 'paused')
      return {
        status: 200,
        html: confirmedAlreadyPage({ lang, newsletter, preferencesUrl: linksOf(room, subscription).preferences }),
      }
    return {
      status: 200,
      html: confirmPage({ lang, newsletter, address: subscription.address, action: `/confirm/${token}` }),
    }
  } catch (error) {
    const late = await latePage(room, token, error)
    if (late === null) throw error
    return { status: 410, html: late }
  }
}

const linksOf = ({ house }: Room, about: { id: string; round: number }) => ({
  preferences: house.links.preferences(about, house.clock.now()),
  unsubscribe: house.links.unsubscribe(about, house.clock.now()),
})

const welcome = (room: Room, { subscription, newsletter }: LinkedSubscription): string => {
  const cadence = subscription.cadence ?? newsletter.cadence
  const at = isScheduled(cadence) ? nextSlot({ ...newsletter, cadence }, room.house.clock.now()) : null
  const links = linksOf(room, subscription)
  return confirmedPage({
    lang: subscription.lang,
    newsletter,
    nextIssue: { cadence, at, zone: newsletter.timeZone },
    preferencesUrl: links.preferences,
    unsubscribeUrl: links.unsubscribe,
  })
}

/** The honest page for a genuine link that is too old or was used before its reader left; null for any other error. */
const latePage = async (room: Room, token: string, error: unknown): Promise<string | null> => {
  if (!(error instanceof Refused) || error.refusal.kind !== 'link_expired') return null
  const { house } = room
  const now = house.clock.now()
  const about = house.links.expired('confirm', token, now) ?? house.links.follow('confirm', token, now)
  const subscription = await house.store.subscriptions.byId(about.id)
  if (subscription === null) return linkExpiredPage({ lang: room.defaultLang })
  return linkExpiredPage({
    lang: subscription.lang,
    newsletter: await newsletterOf(house, subscription.newsletterId),
    resend: { action: `/confirm/${token}/renew`, token },
  })
}

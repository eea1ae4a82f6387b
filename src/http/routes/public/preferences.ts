import { Router } from 'express'
import { addressFaults, type AddressFault } from '../../../domain/address.ts'
import { cadences } from '../../../domain/cadence.ts'
import { isLocale } from '../../../domain/locale.ts'
import { Refused } from '../../../domain/refusal.ts'
import { preferencesLinkPage, preferencesLinkSentPage } from '../../../pages/public/preferences-link.tsx'
import { preferencesPage } from '../../../pages/public/preferences.tsx'
import { changePreferences, type Preferences } from '../../../usecases/change-preferences.ts'
import { sendManageLink } from '../../../usecases/send-manage-link.ts'
import { followLink, type LinkedSubscription } from '../../../usecases/follow-link.ts'
import { field, formBody, sentField } from '../../forms.ts'
import { askedLanguage, languageOf } from '../../language.ts'
import type { Room } from '../../room.ts'
import { privatePage } from '../../safety.ts'
import { witnessOf } from '../../witness.ts'

/** What a reader may change without an account, and how to get there. */
export const preferencesRoutes = (room: Room): Router => {
  const { house } = room
  const router = Router()
  router.use('/preferences', privatePage)

  router.get('/preferences/link', (request, response) => {
    response.type('html').send(preferencesLinkPage({ lang: languageOf(request, room.defaultLang), email: '' }))
  })

  router.post('/preferences/link', formBody, async (request, response) => {
    const lang = isLocale(field(request, 'lang'))
      ? (field(request, 'lang') as 'ar' | 'en')
      : languageOf(request, room.defaultLang)
    const email = field(request, 'email')
    // Only a machine fills in a field that nobody sees; it is told what everybody is told.
    const isMachine = field(request, 'website') !== ''
    try {
      if (!isMachine) await sendManageLink(house, email, null)
    } catch (error) {
      const fault = addressFaultOf(error)
      if (fault === null) throw error
      response.status(400).type('html').send(preferencesLinkPage({ lang, email, fault }))
      return
    }
    response.type('html').send(preferencesLinkSentPage({ lang, ...(room.demo ? { inboxUrl: '/dev/inbox' } : {}) }))
  })

  router.get('/preferences/:token', async (request, response) => {
    const { token } = request.params
    const linked = await followLink(house, 'preferences', token)
    response.type('html').send(page(room, token, linked, askedLanguage(request) ?? linked.subscription.lang))
  })

  router.post('/preferences/:token', formBody, async (request, response) => {
    const token = request.params['token'] ?? ''
    const linked = await changePreferences(
      house,
      token,
      wishIn(sentField(request, 'cadence'), field(request, 'lang')),
      witnessOf(request),
    )
    response.type('html').send(page(room, token, linked, linked.subscription.lang, true))
  })

  return router
}

/** An empty cadence follows the newsletter; a field that was not sent stays as it is. */
const wishIn = (cadence: string | null, lang: string): Preferences => {
  const chosen = cadences.find((known) => known === cadence)
  if (cadence && chosen === undefined)
    throw new Refused({ kind: 'invalid', issues: [{ path: 'cadence', message: 'not_offered' }] })
  if (lang !== '' && !isLocale(lang))
    throw new Refused({ kind: 'invalid', issues: [{ path: 'lang', message: 'not_offered' }] })
  return { ...(cadence === null ? {} : { cadence: chosen ?? null }), ...(isLocale(lang) ? { lang } : {}) }
}

const page = (
  { house }: Room,
  token: string,
  { subscription, newsletter }: LinkedSubscription,
  lang: 'ar' | 'en',
  saved = false,
): string =>
  preferencesPage({
    lang,
    newsletter,
    address: subscription.address,
    action: `/preferences/${token}`,
    unsubscribeAction: `/unsubscribe/${house.links.token('unsubscribe', subscription, house.clock.now())}`,
    cadence: subscription.cadence,
    readerLang: subscription.lang,
    state: subscription.state,
    saved,
  })

const addressFaultOf = (error: unknown): AddressFault | null => {
  if (!(error instanceof Refused) || error.refusal.kind !== 'invalid') return null
  const message = error.refusal.issues.find((issue) => issue.path === 'email')?.message
  return addressFaults.find((fault) => fault === message) ?? null
}

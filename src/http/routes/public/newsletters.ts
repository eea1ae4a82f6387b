import { Router, type Request } from 'express'
import type { AddressFault } from '../../../domain/address.ts'
import { addressFaults } from '../../../domain/address.ts'
import { cadences, type Cadence } from '../../../domain/cadence.ts'
import type { Locale } from '../../../domain/locale.ts'
import { isLocale } from '../../../domain/locale.ts'
import type { Newsletter } from '../../../domain/newsletter.ts'
import { Refused } from '../../../domain/refusal.ts'
import { homePage } from '../../../pages/public/home.tsx'
import { newsletterPage, type SubscribeForm } from '../../../pages/public/newsletter.tsx'
import { sentPage } from '../../../pages/public/sent.tsx'
import { subscribe } from '../../../usecases/subscribe.ts'
import { field, formBody } from '../../forms.ts'
import { askedLanguage, languageOf, queryWithoutLang } from '../../language.ts'
import type { Room } from '../../room.ts'
import { witnessOf } from '../../witness.ts'

const recentPosts = 5

/** The newsletters' own pages, and the form on them. */
export const newsletterRoutes = (room: Room): Router => {
  const { house } = room
  const router = Router()

  const show = async (newsletter: Newsletter, lang: Locale, form?: SubscribeForm): Promise<string> =>
    newsletterPage({
      lang,
      newsletter,
      form: form ?? { email: '', cadence: newsletter.cadence },
      recentPosts: await house.store.posts.recent(newsletter.id, recentPosts),
    })

  router.get('/', async (request, response) => {
    const newsletters = await house.store.newsletters.all()
    const [only, another] = newsletters
    const lang = languageOf(request, only?.locale ?? room.defaultLang)
    const html = only && another === undefined ? await show(only, lang) : homePage({ lang, newsletters })
    response.type('html').send(html)
  })

  router.get('/n/:slug', async (request, response) => {
    const newsletter = await house.store.newsletters.bySlug(request.params.slug)
    if (newsletter === null) throw new Refused({ kind: 'not_found', what: 'unknown' })
    response.type('html').send(await show(newsletter, askedLanguage(request) ?? newsletter.locale))
  })

  router.post('/subscribe', formBody, async (request, response) => {
    const lang = isLocale(field(request, 'lang')) ? (field(request, 'lang') as Locale) : null
    const sent = `/subscribe/sent?${new URLSearchParams({ ...(lang ? { lang } : {}), newsletter: field(request, 'newsletter') })}`
    // Only a machine fills in a field that nobody sees; it is told what everybody is told.
    if (field(request, 'website') !== '') return response.redirect(303, sent)
    try {
      await subscribe(house, {
        email: field(request, 'email'),
        newsletter: field(request, 'newsletter') || null,
        cadence: cadenceIn(field(request, 'cadence')),
        lang,
        zone: field(request, 'zone') || null,
        name: null,
        witness: witnessOf(request),
      })
    } catch (error) {
      const page = await formAgain(room, request, error, show)
      if (page === null) throw error
      return response.status(400).type('html').send(page)
    }
    return response.redirect(303, sent)
  })

  router.get('/subscribe/sent', async (request, response) => {
    const slug = request.query['newsletter']
    const newsletter = typeof slug === 'string' && slug !== '' ? await house.store.newsletters.bySlug(slug) : null
    const lang = askedLanguage(request) ?? newsletter?.locale ?? languageOf(request, room.defaultLang)
    response.type('html').send(
      sentPage({
        lang,
        newsletter,
        query: queryWithoutLang(request),
        ...(room.demo ? { inboxUrl: '/dev/inbox' } : {}),
      }),
    )
  })

  return router
}

/** @throws Refused for a cadence that there is not */
const cadenceIn = (text: string): Cadence | null => {
  if (text === '') return null
  const cadence = cadences.find((known) => known === text)
  if (cadence === undefined)
    throw new Refused({ kind: 'invalid', issues: [{ path: 'cadence', message: 'not_offered' }] })
  return cadence
}

type Show = (newsletter: Newsletter, lang: Locale, form: SubscribeForm) => Promise<string>

/** The form once more, with what was typed and what is wrong with it; null where the form is not what is wrong. */
const formAgain = async ({ house }: Room, request: Request, error: unknown, show: Show): Promise<string | null> => {
  if (!(error instanceof Refused) || error.refusal.kind !== 'invalid') return null
  const newsletters = await house.store.newsletters.all()
  const slug = field(request, 'newsletter')
  const newsletter =
    slug === '' && newsletters.length === 1 ? newsletters[0] : newsletters.find((each) => each.slug === slug)
  if (newsletter === undefined) return null
  const faultAt = (path: string) =>
    error.refusal.kind === 'invalid' ? error.refusal.issues.find((issue) => issue.path === path)?.message : undefined
  const email = addressFaults.find((fault): fault is AddressFault => fault === faultAt('email'))
  const faults = { ...(email ? { email } : {}), ...(faultAt('cadence') ? { cadence: 'not_offered' as const } : {}) }
  const asked = field(request, 'lang')
  const chosen = newsletter.cadences.find((cadence) => cadence === field(request, 'cadence')) ?? newsletter.cadence
  return show(newsletter, isLocale(asked) ? asked : newsletter.locale, {
    email: field(request, 'email'),
    cadence: chosen,
    faults,
  })
}

import { Router } from 'express'
import { addressFaults } from '../../../domain/address.ts'
import { isLocale, type Locale } from '../../../domain/locale.ts'
import { Refused } from '../../../domain/refusal.ts'
import { oneLine } from '../../../domain/text.ts'
import { enterPage, setupPage, signInPage, type SetupPageProps } from '../../../pages/admin/entrance.tsx'
import { enterDemo, setUp, shortestPassword, signIn } from '../../../usecases/sign-in.ts'
import { field } from '../../forms.ts'
import { languageOf } from '../../language.ts'
import type { Room } from '../../room.ts'
import { giveDoorToken, giveSession, hasDoorToken } from '../../session.ts'

/** The newsroom's door: signing in, and the one-time link that is printed at start. */
export const doorRoutes = (room: Room): Router => {
  const { house } = room
  const router = Router()

  router.get('/sign-in', (request, response) => {
    const csrf = giveDoorToken(room, request, response)
    response.type('html').send(signInPage({ lang: languageOf(request, room.defaultLang), csrf, email: '' }))
  })

  router.post('/sign-in', async (request, response) => {
    const [email, lang] = [oneLine(field(request, 'email')), chosenLang(field(request, 'lang'), room.defaultLang)]
    const again = (status: number, error: 'wrong' | 'too-many' | 'expired') => {
      const csrf = giveDoorToken(room, request, response)
      response.status(status).type('html').send(signInPage({ lang, csrf, email, error }))
    }
    if (!hasDoorToken(room, request)) return again(403, 'expired')
    const wait = await house.store.limits.countSignIn(email, request.ip ?? '')
    if (wait !== null) {
      response.set('Retry-After', String(wait))
      return again(429, 'too-many')
    }
    try {
      giveSession(room, response, await signIn(house, email, field(request, 'password')))
    } catch (error) {
      if (error instanceof Refused && error.refusal.kind === 'unauthorized') return again(401, 'wrong')
      throw error
    }
    await house.store.limits.forgetSignIns(email, request.ip ?? '')
    response.redirect(303, `/admin?lang=${lang}`)
  })

  router.get('/enter/:token', async (request, response) => {
    const { token } = request.params
    house.links.follow('setup', token, house.clock.now())
    const isOver = room.demo ? await house.store.users.wasUsed(token) : (await house.store.users.count()) > 0
    if (isOver) throw new Refused({ kind: 'link_expired' })
    const lang = languageOf(request, room.defaultLang)
    const html = room.demo
      ? enterPage({ lang, action: `/admin/enter/${token}` })
      : setup({ lang, csrf: token, email: '' })
    response.type('html').send(html)
  })

  router.post('/enter/:token', async (request, response) => {
    if (!room.demo) throw new Refused({ kind: 'not_found' })
    giveSession(room, response, await enterDemo(house, request.params.token, room.demo.adminEmail))
    response.redirect(303, `/admin?lang=${chosenLang(field(request, 'lang'), room.defaultLang)}`)
  })

  router.post('/setup', async (request, response) => {
    const [csrf, email, lang] = [
      field(request, 'csrf'),
      field(request, 'email'),
      chosenLang(field(request, 'lang'), room.defaultLang),
    ]
    try {
      giveSession(room, response, await setUp(house, csrf, { email, password: field(request, 'password'), lang }))
    } catch (error) {
      const faults = faultsOf(error)
      if (faults === null) throw error
      return response.status(400).type('html').send(setup({ lang, csrf, email, faults }))
    }
    return response.redirect(303, `/admin?lang=${lang}`)
  })

  return router
}

/** The one-time link's token stands in for a session's: who has it may make the first admin. */
const setup = (props: Omit<SetupPageProps, 'passwordLength'>): string =>
  setupPage({ ...props, passwordLength: shortestPassword })

const chosenLang = (text: string, otherwise: Locale): Locale => (isLocale(text) ? text : otherwise)

const faultsOf = (error: unknown): NonNullable<SetupPageProps['faults']> | null => {
  if (!(error instanceof Refused) || error.refusal.kind !== 'invalid') return null
  const { issues } = error.refusal
  const email = addressFaults.find((fault) => issues.some((issue) => issue.path === 'email' && issue.message === fault))
  const tooShort = issues.some((issue) => issue.path === 'password')
  return { ...(email ? { email } : {}), ...(tooShort ? { password: 'too-short' as const } : {}) }
}

import { z } from 'zod'
import { readAddress } from '../../../domain/address.ts'
import { cadences, isTimeZone } from '../../../domain/cadence.ts'
import { locales } from '../../../domain/locale.ts'
import type { Newsletter } from '../../../domain/newsletter.ts'
import { Refused } from '../../../domain/refusal.ts'
import { oneLine, stripBidiControls } from '../../../domain/text.ts'
import type { KeptNewsletter } from '../../../store/newsletters.ts'
import type { House } from '../../../usecases/house.ts'
import { warmUps } from '../../../usecases/show-warm-up.ts'
import { apiRoute, type ApiRoute } from '../../api/route.ts'

const line = (most: number) =>
  z
    .string()
    .transform((text) => oneLine(stripBidiControls(text)))
    .pipe(z.string().min(1).max(most))

/** An address, kept as people read it. */
export const email = z.string().transform((text, context) => {
  const address = readAddress(text)
  if (typeof address !== 'string') return address.address
  context.addIssue({ code: 'custom', message: address })
  return z.NEVER
})

const webAddress = z.url({ protocol: /^https?$/, message: 'bad_url' })
const sender = z.strictObject({ name: line(60).refine((name) => !name.includes('@')), address: email })

const fields = {
  slug: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'Use 1 to 63 lower-case letters, digits and hyphens.'),
  name: line(120),
  description: z.string().max(2000),
  locale: z.enum(locales),
  digits: z.enum(['arab', 'latn']),
  timeZone: z.string().refine(isTimeZone, 'bad_time_zone'),
  cadence: z.enum(cadences),
  cadences: z
    .array(z.enum(cadences))
    .min(1)
    .transform((given) => cadences.filter((cadence) => given.includes(cadence))),
  hour: z.int().min(0).max(23),
  weekday: z.int().min(1).max(7),
  settleMinutes: z.int().min(0).max(10_080),
  maxPosts: z.int().min(1).max(30),
  sender,
  replyTo: email.nullable(),
  postalAddress: z.string().max(500),
  siteUrl: webAddress.nullable(),
  colour: z.string().regex(/^#[0-9a-f]{6}$/i, 'Give a colour as #rrggbb.'),
  /** The first day of a new sender's domain, from which on it may send a little more every day. */
  warmUpFrom: z.iso.date().nullable(),
}

const weekStart = { ar: 7, en: 1 } as const

const creation = z
  .strictObject({
    ...fields,
    description: fields.description.default(''),
    locale: fields.locale.default('ar'),
    digits: fields.digits.default('latn'),
    timeZone: fields.timeZone.default('UTC'),
    cadence: fields.cadence.default('daily'),
    cadences: fields.cadences.optional(),
    hour: fields.hour.default(8),
    weekday: fields.weekday.optional(),
    settleMinutes: fields.settleMinutes.default(15),
    maxPosts: fields.maxPosts.default(12),
    replyTo: fields.replyTo.default(null),
    postalAddress: fields.postalAddress.default(''),
    siteUrl: fields.siteUrl.default(null),
    colour: fields.colour.default('#0f5c55'),
    warmUpFrom: fields.warmUpFrom.default(null),
  })
  .transform((given) => ({
    ...given,
    cadences: given.cadences ?? [...cadences],
    weekday: given.weekday ?? weekStart[given.locale],
  }))

const change = z.strictObject(fields).partial()

/** @throws Refused when the default cadence is not among the offered ones */
const consistent = <Candidate extends Pick<Newsletter, 'cadence' | 'cadences'>>(newsletter: Candidate): Candidate => {
  if (newsletter.cadences.includes(newsletter.cadence)) return newsletter
  throw new Refused({ kind: 'invalid', issues: [{ path: 'cadence', message: 'default_not_among_cadences' }] })
}

export const newsletterApi: readonly ApiRoute[] = [
  apiRoute({
    method: 'get',
    path: '/newsletters',
    scope: 'newsletters:read',
    summary: 'All newsletters',
    answers: { 200: 'A list' },
    async work({ house }) {
      const newsletters = await house.store.newsletters.all()
      return { status: 200, body: { items: await shown(house, newsletters), next: null } }
    },
  }),
  apiRoute({
    method: 'post',
    path: '/newsletters',
    scope: 'newsletters:write',
    summary: 'Found a newsletter',
    body: creation,
    answers: { 201: 'The newsletter' },
    async work({ house }, { body }) {
      const newsletter = await house.store.newsletters.add(consistent(body), house.clock.now())
      return { status: 201, body: (await shown(house, [newsletter]))[0] }
    },
  }),
  apiRoute({
    method: 'patch',
    path: '/newsletters/:id',
    scope: 'newsletters:write',
    summary: 'Change a newsletter, named by its id or slug',
    body: change,
    answers: { 200: 'The newsletter' },
    async work({ house }, { id, body }) {
      const newsletter = (await house.store.newsletters.byId(id)) ?? (await house.store.newsletters.bySlug(id))
      if (newsletter === null) throw new Refused({ kind: 'not_found' })
      const changed = consistent({ ...newsletter, ...withoutUndefined(body) })
      await house.store.newsletters.save(changed)
      return { status: 200, body: (await shown(house, [changed]))[0] }
    },
  }),
]

/** Newsletters are shown as they are, with how far a new sender's domain is. */
const shown = async (house: House, newsletters: readonly KeptNewsletter[]) => {
  const warmUpOf = await warmUps(house)
  return newsletters.map((newsletter) => ({ ...newsletter, warmUp: warmUpOf(newsletter) }))
}

type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }

const withoutUndefined = <Fields extends object>(given: Fields): Given<Fields> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given<Fields>

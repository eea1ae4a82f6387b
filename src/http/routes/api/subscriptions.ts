import { z } from 'zod'
import { cadences } from '../../../domain/cadence.ts'
import { locales } from '../../../domain/locale.ts'
import { oneLine, stripBidiControls } from '../../../domain/text.ts'
import { subscribe } from '../../../usecases/subscribe.ts'
import { apiRoute, type ApiRoute } from '../../api/route.ts'
import { witnessOf } from '../../witness.ts'

/** Signing up from anywhere: no key, no cookie, the same answer for every valid address. */
export const subscriptionApi: readonly ApiRoute[] = [
  apiRoute({
    method: 'post',
    path: '/subscriptions',
    scope: null,
    summary: 'Sign up; a confirmation, or whatever fits the reader, comes by mail',
    body: z.strictObject({
      email: z.string().max(1000),
      newsletter: z.string().max(63).nullable().default(null),
      cadence: z.enum(cadences).nullable().default(null),
      lang: z.enum(locales).nullable().default(null),
      zone: z.string().max(64).nullable().default(null),
      name: z
        .string()
        .max(120)
        .transform((text) => oneLine(stripBidiControls(text)) || null)
        .nullable()
        .default(null),
    }),
    answers: { 202: 'Accepted' },
    async work({ house }, { body, request }) {
      await subscribe(house, { ...body, witness: witnessOf(request) })
      return { status: 202, body: { status: 'accepted' } }
    },
  }),
]

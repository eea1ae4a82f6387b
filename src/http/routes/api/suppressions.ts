import { z } from 'zod'
import { liftSuppression, suppress } from '../../../usecases/suppress.ts'
import { apiRoute, pageQuery, type ApiRoute } from '../../api/route.ts'
import { email } from './newsletters.ts'

export const suppressionApi: readonly ApiRoute[] = [
  apiRoute({
    method: 'get',
    path: '/suppressions',
    scope: 'suppressions:read',
    summary: 'Addresses that must not be mailed, newest first',
    query: pageQuery,
    answers: { 200: 'A page of a list' },
    async work({ house }, { query: { after = null, limit } }) {
      const page = await house.store.suppressions.page({ after, limit })
      return {
        status: 200,
        body: { items: page.items.map(({ address, ...rest }) => ({ ...rest, email: address })), next: page.next },
      }
    },
  }),
  apiRoute({
    method: 'post',
    path: '/suppressions',
    scope: 'suppressions:write',
    summary: 'Forbid mail to an address, at once',
    body: z.strictObject({
      email,
      reason: z.enum(['manual', 'complaint', 'hard_bounce']).default('manual'),
      note: z.string().max(500).default(''),
    }),
    answers: { 201: 'The suppression' },
    async work({ house }, { body }) {
      const { address, ...rest } = await suppress(house, body.email, body)
      return { status: 201, body: { ...rest, email: address } }
    },
  }),
  apiRoute({
    method: 'delete',
    path: '/suppressions/:id',
    scope: 'suppressions:write',
    summary: 'Lift a suppression',
    answers: { 204: 'Lifted' },
    async work({ house }, { id }) {
      await liftSuppression(house, id)
      return { status: 204 }
    },
  }),
]

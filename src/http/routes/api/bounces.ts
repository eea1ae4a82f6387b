import { z } from 'zod'
import { bounceKinds } from '../../../domain/bounce.ts'
import { apiRoute, pageQuery, type ApiRoute } from '../../api/route.ts'

export const bounceApi: readonly ApiRoute[] = [
  apiRoute({
    method: 'get',
    path: '/bounces',
    scope: 'suppressions:read',
    summary: 'Bounces and complaints, newest first, and what was made of each',
    query: pageQuery.extend({
      issue: z
        .string()
        .regex(/^\d{1,18}$/, 'bad_id')
        .optional(),
      kind: z.enum(bounceKinds).optional(),
    }),
    answers: { 200: 'A page of a list' },
    async work({ house }, { query: { issue = null, kind = null, after = null, limit } }) {
      const page = await house.store.bounces.page({ issueId: issue, kind, after, limit })
      const items = page.items.map(({ address, issueId, ...rest }) => ({ ...rest, email: address, issue: issueId }))
      return { status: 200, body: { items, next: page.next } }
    },
  }),
]

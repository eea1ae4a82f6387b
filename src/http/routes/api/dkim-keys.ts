import { z } from 'zod'
import { dkimAlgorithms } from '../../../domain/dkim.ts'
import { checkDkimRecord } from '../../../usecases/check-dkim-record.ts'
import { describeDkimKey, describeLookUp } from '../../../usecases/describe-dkim-key.ts'
import { listDkimKeys } from '../../../usecases/list-dkim-keys.ts'
import { makeDkimKey } from '../../../usecases/make-dkim-key.ts'
import { dkimKeyOf, retireDkimKey, startDkimKey } from '../../../usecases/start-dkim-key.ts'
import { apiRoute, type ApiRoute } from '../../api/route.ts'
import { languageOf } from '../../language.ts'

const domain = z.string().min(1).max(253)

export const dkimKeyApi: readonly ApiRoute[] = [
  apiRoute({
    method: 'get',
    path: '/dkim-keys',
    scope: 'senders:read',
    summary: 'Keys that sign mail (DKIM), and the DNS record of each; `usable` says whether SECRET_KEY opens it',
    query: z.object({ domain: domain.optional() }),
    answers: { 200: 'All keys' },
    async work({ house }, { query }) {
      const items = await listDkimKeys(house, query.domain ?? null)
      return { status: 200, body: { items, next: null } }
    },
  }),
  apiRoute({
    method: 'post',
    path: '/dkim-keys',
    scope: 'senders:write',
    summary: 'Make a key pair for a sender’s domain; it signs nothing until its record is published and it is told to',
    body: z.strictObject({
      domain,
      selector: z.string().max(63).nullable().default(null),
      algorithm: z.enum(dkimAlgorithms).default('rsa'),
    }),
    answers: { 201: 'The key, waiting, and the record to publish' },
    async work({ house }, { body }) {
      return { status: 201, body: describeDkimKey(await makeDkimKey(house, body)) }
    },
  }),
  apiRoute({
    method: 'get',
    path: '/dkim-keys/:id/dns',
    scope: 'senders:read',
    summary: 'What DNS says of a key’s record now, in a word and in a sentence',
    answers: { 200: 'The verdict' },
    async work({ house }, { id, request }) {
      const found = await checkDkimRecord(house, await dkimKeyOf(house, id))
      return { status: 200, body: describeLookUp(found, languageOf(request, 'en')) }
    },
  }),
  apiRoute({
    method: 'post',
    path: '/dkim-keys/:id/sign',
    scope: 'senders:write',
    summary: 'Sign with this key from now on and retire the one before; refused while DNS does not show its record',
    body: z.strictObject({ unchecked: z.boolean().default(false) }),
    answers: { 200: 'The key, signing' },
    async work({ house }, { id, body }) {
      return { status: 200, body: describeDkimKey(await startDkimKey(house, id, body)) }
    },
  }),
  apiRoute({
    method: 'post',
    path: '/dkim-keys/:id/retire',
    scope: 'senders:write',
    summary: 'Sign no longer with this key; its record stays in DNS until `unpublishFrom`',
    answers: { 200: 'The key, retired' },
    async work({ house }, { id }) {
      return { status: 200, body: describeDkimKey(await retireDkimKey(house, id)) }
    },
  }),
]

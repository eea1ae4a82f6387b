import { createHash } from 'node:crypto'
import express, { Router, type Request, type RequestHandler, type Response } from 'express'
import { Refused } from '../../domain/refusal.ts'
import type { Scope } from '../../domain/scope.ts'
import type { ApiKey } from '../../store/api-keys.ts'
import { checked } from '../forms.ts'
import { answerProblem, problemOf } from '../problems.ts'
import { languageOf } from '../language.ts'
import type { Room } from '../room.ts'
import type { ApiAnswer, ApiRoute } from './route.ts'

/** Serves a table of API routes: key and scope, body, Idempotency-Key, answer. */
export const serveApi = (room: Room, routes: readonly ApiRoute[]): Router => {
  const router = Router()
  const readers = { small: express.json({ limit: '16kb' }), large: express.json({ limit: '2mb' }) }
  for (const route of routes) {
    const read = route.scope === null ? readers.small : readers.large
    router[route.method](route.path, keyCheck(room, route.scope), read, requireJson(route), answer(room, route))
  }
  return router
}

const answer =
  (room: Room, route: ApiRoute): RequestHandler =>
  async (request, response) => {
    const run = async (): Promise<ApiAnswer> =>
      route.work(room, {
        id: String(request.params['id'] ?? ''),
        query: route.query ? checked(route.query, request.query) : undefined,
        body: route.body ? checked(route.body, request.body ?? {}) : undefined,
        request,
      })
    const key = route.method === 'post' && route.scope !== null ? request.get('Idempotency-Key') : undefined
    const { status, body } = key === undefined ? await run() : await once(room, { request, response, key }, run)
    if (response.headersSent) return
    if (body === undefined) response.status(status).end()
    else response.status(status).json(body)
  }

const keyCheck =
  (room: Room, scope: Scope | null): RequestHandler =>
  async (request, response, next) => {
    if (scope === null) return next()
    const secret = /^Bearer +(\S+)$/i.exec(request.get('Authorization') ?? '')?.[1]
    const key = secret === undefined ? null : await room.house.store.apiKeys.bySecret(secret)
    if (key === null) {
      response.set('WWW-Authenticate', 'Bearer realm="Nashra"')
      throw new Refused({ kind: 'unauthorized' })
    }
    if (!allows(key, scope)) throw new Refused({ kind: 'forbidden' })
    response.locals['apiKey'] = key
    await room.house.store.apiKeys.noteUse(key.id, room.house.clock.now())
    next()
  }

const allows = ({ scopes }: ApiKey, scope: Scope): boolean => scopes.includes('*') || scopes.includes(scope)

const requireJson =
  ({ body }: ApiRoute): RequestHandler =>
  (request, _response, next) => {
    const hasBody = request.get('Transfer-Encoding') !== undefined || Number(request.get('Content-Length') ?? 0) > 0
    if (body && hasBody && !request.is('application/json')) throw new Refused({ kind: 'unsupported' })
    next()
  }

interface KeyedRequest {
  readonly request: Request
  readonly response: Response
  readonly key: string
}

/** Does a keyed request once; a repeat is given the first answer, refusals among them, and another request under the same key is refused. */
const once = async (
  room: Room,
  { request, response, key }: KeyedRequest,
  run: () => Promise<ApiAnswer>,
): Promise<ApiAnswer> => {
  const { idempotency } = room.house.store
  if (key === '' || key.length > 255)
    throw new Refused({ kind: 'invalid', issues: [{ path: 'Idempotency-Key', message: 'too_long' }] })
  const caller = `key ${(response.locals['apiKey'] as ApiKey).id}`
  const requestHash = createHash('sha256')
    .update(`${request.method} ${request.path} ${JSON.stringify(request.body ?? null)}`)
    .digest()
  const earlier = await idempotency.reserve(caller, key, requestHash)
  if (earlier !== null) {
    if (!earlier.requestHash.equals(requestHash)) throw new Refused({ kind: 'idempotency_mismatch' })
    if (earlier.status === null) throw new Refused({ kind: 'conflict', what: 'idempotency_in_progress' })
    if (earlier.status >= 400) {
      answerProblem(
        room,
        request,
        response,
        problemOf((earlier.body as { refusal: Refused['refusal'] }).refusal, languageOf(request, 'en')),
      )
    }
    return { status: earlier.status, body: earlier.body }
  }
  try {
    const first = await run()
    await idempotency.answer(caller, key, first.status, first.body ?? null)
    return first
  } catch (error) {
    if (error instanceof Refused)
      await idempotency.answer(caller, key, problemOf(error.refusal, 'en').status, { refusal: error.refusal })
    else await idempotency.forget(caller, key)
    throw error
  }
}

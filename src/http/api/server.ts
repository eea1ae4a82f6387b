import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import express, { Router, type Request, type RequestHandler, type Response } from 'express'
import { Refused } from '../../domain/refusal.ts'
import type { Scope } from '../../domain/scope.ts'
import type { ApiKey } from '../../store/api-keys.ts'
import { checked } from '../forms.ts'
import { answerProblem, problemOf } from '../problems.ts'
import type { Room } from '../room.ts'
import type { ApiAnswer, ApiRoute } from './route.ts'

/** Serves a table of API routes: key and scope, body, Idempotency-Key, answer. */
export const serveApi = (room: Room, routes: readonly ApiRoute[]): Router => {
  const router = Router()
  const readers = { small: readJson('16kb'), large: readJson('2mb') }
  for (const route of routes) {
    const read = route.scope === null ? readers.small : readers.large
    router[route.method](route.path, keyCheck(room, route.scope), read, requireJson(route), answer(room, route))
  }
  for (const path of new Set(routes.map((route) => route.path))) router.all(path, otherMethods(room, routes, path))
  return router
}

/** Reads JSON, which is UTF-8 (RFC 8259), and keeps its bytes, by which a repeated request is known. */
const readJson = (limit: string): RequestHandler =>
  express.json({
    limit,
    verify(_request, response, bytes, encoding) {
      if (encoding === 'utf-8' && !isUtf8(bytes)) throw new Refused({ kind: 'unsupported' })
      ;(response as Response).locals['bytes'] = bytes
    },
  })

/** What a path is told by any method that is not its own: those it knows. */
const otherMethods = (room: Room, routes: readonly ApiRoute[], path: string): RequestHandler => {
  const own = routes.filter((route) => route.path === path).map(({ method }) => method.toUpperCase())
  const allowed = own.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ')
  return (request, response) => {
    response.set('Allow', allowed)
    if (request.method === 'OPTIONS') response.status(204).end()
    else answerProblem(room, request, response, { status: 405, kind: 'method-not-allowed' })
  }
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
    throw new Refused({ kind: 'invalid', issues: [{ path: 'Idempotency-Key', message: 'Give 1 to 255 characters.' }] })
  const caller = `key ${(response.locals['apiKey'] as ApiKey).id}`
  const requestHash = createHash('sha256')
    .update(`${request.method} ${request.path} `)
    .update((response.locals['bytes'] as Buffer | undefined) ?? '')
    .digest()
  const earlier = await idempotency.reserve(caller, key, requestHash)
  if (earlier !== null) {
    if (!earlier.requestHash.equals(requestHash)) throw new Refused({ kind: 'idempotency_mismatch' })
    if (earlier.status === null) throw new Refused({ kind: 'conflict', what: 'idempotency_in_progress' })
    if (earlier.status >= 400) throw new Refused((earlier.body as { refusal: Refused['refusal'] }).refusal)
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

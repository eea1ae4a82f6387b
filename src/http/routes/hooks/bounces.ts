import express, { Router, type Request, type RequestHandler, type Response } from 'express'
import { Refused } from '../../../domain/refusal.ts'
import { takeInBounces } from '../../../usecases/take-in-bounces.ts'
import { Forged, Malformed, type Hook, type HookNews } from '../../hooks/hook.ts'
import { createHooks } from '../../hooks/hooks.ts'
import { answerProblem } from '../../problems.ts'
import type { Room } from '../../room.ts'

/** Amazon posts its JSON as plain text. */
const types = ['application/json', 'text/plain']

const rawBody: RequestHandler = express.raw({ type: types, limit: '1mb', inflate: false })

/** Where providers tell of bounces and complaints. A provider repeats a call until it is answered with 200. */
export const bounceHookRoutes = (room: Room): Router => {
  const hooks = createHooks(room.hooks, (url) => room.house.ask(url))
  const router = Router()
  router.post('/hooks/bounces/:provider', requireHook(hooks), rawBody, async (request, response) => {
    const provider = String(request.params['provider'])
    const hook = hooks.get(provider)
    if (!hook || request.is(types) === false) throw new Refused({ kind: 'unsupported' })
    const news = await newsIn(room, hook, request, response)
    if (news === null) return
    await takeInBounces(room.house, news)
    response.set('Cache-Control', 'no-store').json({ status: 'ok' })
  })
  return router
}

/** Nothing of a body is read for a provider that is not set up. */
const requireHook =
  (hooks: ReadonlyMap<string, Hook>): RequestHandler =>
  (request, _response, next) =>
    next(hooks.has(String(request.params['provider'])) ? undefined : new Refused({ kind: 'not_found' }))

/** What the call says; null when it was answered with what is wrong with it. */
const newsIn = async (room: Room, hook: Hook, request: Request, response: Response): Promise<HookNews | null> => {
  const body: Buffer = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  try {
    return await hook({ header: (name) => request.get(name), body, now: room.house.clock.now() })
  } catch (error) {
    if (!(error instanceof Forged || error instanceof Malformed)) throw error
    const { provider } = request.params
    room.house.log.warn({ provider, reason: error.message }, 'a call that should tell of bounces was refused')
    refuse(room, error, request, response)
    return null
  }
}

const refuse = (room: Room, error: Forged | Malformed, request: Request, response: Response): void => {
  if (error instanceof Malformed) {
    const kind = error.cause instanceof SyntaxError ? 'malformed-json' : 'invalid'
    return answerProblem(room, request, response, { status: 400, kind })
  }
  // RFC 9110, 15.5.2.
  if (request.params['provider'] === 'postmark') response.set('WWW-Authenticate', 'Basic realm="bounces"')
  answerProblem(room, request, response, { status: 401, kind: 'unproven-call' })
}

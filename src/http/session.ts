import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import { Refused } from '../domain/refusal.ts'
import type { Session } from '../store/users.ts'
import type { OpenedSession } from '../usecases/sign-in.ts'
import { field } from './forms.ts'
import type { Room } from './room.ts'

/** Browsers take a `__Host-` cookie over https only; a laptop speaks http. */
const nameOf = (name: string, { house }: Room): string => (isHttps(house.links.baseUrl) ? `__Host-${name}` : name)
const isHttps = (url: string): boolean => url.startsWith('https:')

const cookieOf = (request: Request, name: string): string | null => {
  const pairs = (request.get('Cookie') ?? '').split(';').map((pair) => pair.trim().split('='))
  return pairs.find(([key]) => key === name)?.[1] ?? null
}

const setCookie = (room: Room, response: Response, cookie: { name: string; value: string; expires: Date }): void => {
  const { name, value, expires } = cookie
  response.cookie(nameOf(name, room), value, {
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps(room.house.links.baseUrl),
    path: '/',
    expires,
  })
}

/** Keeps a browser signed in. */
export const giveSession = (room: Room, response: Response, { cookie, expiresAt }: OpenedSession): void =>
  setCookie(room, response, { name: 'session', value: cookie, expires: expiresAt })

/** Signs a browser out. */
export const takeSession = async (room: Room, request: Request, response: Response): Promise<void> => {
  const cookie = cookieOf(request, nameOf('session', room))
  if (cookie !== null) await room.house.store.users.closeSession(cookie)
  response.clearCookie(nameOf('session', room), { path: '/' })
}

/** Lets nobody pass who is not signed in: they are shown the door, and forms of theirs are refused. */
export const requireSession =
  (room: Room): RequestHandler =>
  async (request, response, next) => {
    const cookie = cookieOf(request, nameOf('session', room))
    const session = cookie === null ? null : await room.house.store.users.sessionOf(cookie, room.house.clock.now())
    if (session === null) {
      if (request.method !== 'GET') throw new Refused({ kind: 'unauthorized' })
      return response.redirect(303, '/admin/sign-in')
    }
    response.locals['session'] = session
    next()
  }

/** The session that `requireSession` found. */
export const sessionOf = (response: Response): Session => response.locals['session'] as Session

/**
 * Refuses forms that did not come from our own pages, by what the browser says: its Sec-Fetch-Site where it sends one, else
 * the Origin. Programs send neither; they have no session to misuse.
 */
export const sameOriginOnly =
  (room: Room): RequestHandler =>
  (request, _response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') return next()
    const site = request.get('Sec-Fetch-Site')
    const origin = request.get('Origin')
    const isOurs =
      site === undefined
        ? origin === undefined || origin === new URL(room.house.links.baseUrl).origin
        : site === 'same-origin' || site === 'none'
    if (!isOurs) throw new Refused({ kind: 'forbidden' })
    next()
  }

/** Refuses forms of the newsroom without their session's token. */
export const requireCsrf: RequestHandler = (request, response, next) => {
  if (request.method !== 'GET' && request.method !== 'HEAD' && !same(field(request, 'csrf'), sessionOf(response).csrf))
    throw new Refused({ kind: 'forbidden' })
  next()
}

/** A token for the form at the door, where there is no session yet: the browser gets it twice, and sends it twice. */
export const giveDoorToken = (room: Room, request: Request, response: Response): string => {
  const token = cookieOf(request, nameOf('door', room)) ?? randomBytes(18).toString('base64url')
  setCookie(room, response, {
    name: 'door',
    value: token,
    expires: new Date(room.house.clock.now().getTime() + 3_600_000),
  })
  return token
}

/** Whether the door's form brought its token. */
export const hasDoorToken = (room: Room, request: Request): boolean =>
  same(field(request, 'csrf'), cookieOf(request, nameOf('door', room)) ?? '')

const same = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b)
}

import type { Request, RequestHandler, Response } from 'express'
import { isLocale } from '../domain/locale.ts'
import type { AdminFrame } from '../pages/admin/layout.tsx'
import type { AdminAlarm } from '../pages/admin/alarms.tsx'
import type { AdminNotice } from '../pages/admin/notices.tsx'
import { askedLanguage, queryWithoutLang } from './language.ts'
import type { Room } from './room.ts'
import { sessionOf } from './session.ts'

const notices = [
  'test-sent',
  'sync-failed',
  'held',
  'released',
  'never',
  'paused',
  'resumed',
  'cancelled',
  'lifted',
  'settled',
  'imprint',
] as const

/** Looks what is wrong, for the banner of every page of the newsroom. */
export const lookForAlarms =
  ({ house }: Room): RequestHandler =>
  async (request, response, next) => {
    if (request.method === 'GET') response.locals['alarms'] = await house.store.alarms.open()
    next()
  }

const alarmsOf = (response: Response): readonly AdminAlarm[] => (response.locals['alarms'] ?? []) as AdminAlarm[]

/** What every page of the newsroom is told: language, session, and what the form before it did. */
export const adminFrame = (room: Room, request: Request, response: Response): AdminFrame & { notice?: AdminNotice } => {
  const { user, csrf } = sessionOf(response)
  const { done: _, count: __, ...query } = queryWithoutLang(request)
  const lang = askedLanguage(request) ?? user.lang
  const notice = noticeIn(request)
  const alarms = alarmsOf(response)
  return { lang, query, csrf, alarms, demo: room.demo !== null, ...(notice ? { notice } : {}) }
}

const noticeIn = ({ query }: Request): AdminNotice | null => {
  const counted = (['synced', 'sent-again'] as const).find((known) => known === query['done'])
  if (counted) return { kind: counted, count: Math.max(0, Math.trunc(Number(query['count']) || 0)) }
  const kind = notices.find((known) => known === query['done'])
  return kind ? { kind } : null
}

/** Leads back to a page after its form has been worked on, in the same language, with a word on what was done. */
export const backTo = (
  response: Response,
  request: Request,
  path: string,
  word: Readonly<Record<string, string>> = {},
): void => {
  const from = URL.parse(request.get('Referer') ?? '')?.searchParams.get('lang')
  const query = new URLSearchParams({ ...word, ...(isLocale(from) ? { lang: from } : {}) })
  response.redirect(303, query.size > 0 ? `${path}?${query}` : path)
}

import type { ErrorRequestHandler, Request, Response } from 'express'
import { Outage, Refused, type Issue, type Refusal, type RefusalKind } from '../domain/refusal.ts'
import { faultText } from '../i18n/faults.ts'
import { problemText, type ProblemKind } from '../i18n/problems.ts'
import type { Locale } from '../domain/locale.ts'
import { problemPage } from '../pages/public/problem.tsx'
import { languageOf, queryWithoutLang } from './language.ts'
import type { Room } from './room.ts'

/** What an answer says of a problem: RFC 9457, with the fields at fault under `errors`. */
export interface Problem {
  readonly status: number
  readonly kind: ProblemKind
  readonly detail?: string
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
  readonly retryAfter?: number
}

const kinds: Readonly<Record<RefusalKind, readonly [status: number, kind: ProblemKind]>> = {
  invalid: [400, 'invalid'],
  not_found: [404, 'not-found'],
  conflict: [409, 'conflict'],
  forbidden: [403, 'forbidden'],
  unauthorized: [401, 'unauthorized'],
  too_many: [429, 'too-many-requests'],
  link_expired: [410, 'link-expired'],
  link_invalid: [404, 'link-invalid'],
  gone: [410, 'gone'],
  not_ready: [409, 'not-ready'],
  unsupported: [415, 'unsupported'],
  payload_too_large: [413, 'payload-too-large'],
  idempotency_mismatch: [422, 'idempotency-mismatch'],
}

/** The problem that a refusal is, in a reader's words. */
export const problemOf = (refusal: Refusal, lang: Locale): Problem => {
  const [status, kind] = kinds[refusal.kind]
  if (refusal.kind === 'invalid') {
    const errors = refusal.issues.map((issue) => ({ path: issue.path, message: wordsFor(issue, lang) }))
    const detail = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join(' ')
    return { status, kind, detail, errors }
  }
  if (refusal.kind === 'too_many' && refusal.retryAfter !== undefined)
    return { status, kind, retryAfter: refusal.retryAfter }
  const what = 'what' in refusal && refusal.what !== undefined ? faultText(refusal.what, lang) : null
  return what === null ? { status, kind } : { status, kind, detail: what }
}

/** Codes have words of their own; what a validator said is passed on. */
const wordsFor = ({ message }: Issue, lang: Locale): string => faultText(message, lang) ?? message

/** Errors that Express and its parsers raise before a route is reached. */
const parserProblems: Readonly<Record<string, ProblemKind>> = {
  'entity.parse.failed': 'malformed-json',
  'entity.too.large': 'payload-too-large',
  'parameters.too.many': 'payload-too-large',
  'encoding.unsupported': 'unsupported',
  'charset.unsupported': 'unsupported',
}

const thrownProblem = (error: unknown, lang: Locale): Problem | null => {
  if (error instanceof Refused) return problemOf(error.refusal, lang)
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null
  if (error.status < 400 || error.status > 499) return null
  const kind = parserProblems['type' in error ? String(error.type) : ''] ?? 'invalid'
  return { status: error.status, kind }
}

/** What the driver says of a database that is away, and, after P, what Prisma makes of it. */
const databaseAway =
  /ECONNREFUSED|ECONNRESET|ETIMEDOUT|57P0\d|53300|55P03|P10(?:01|02|08|11|17)|P20(?:24|37)|terminat|timeout exceeded when trying to connect/

/** The last stop of every error: a refusal is told, everything else is logged and called ours. */
export const problemHandler =
  (room: Room): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const lang = problemLanguage(room, request)
    const refused = thrownProblem(error, lang)
    if (refused) return answerProblem(room, request, response, refused)
    const away =
      error instanceof Outage ||
      databaseAway.test(`${String(error)} ${error instanceof Error && 'code' in error ? String(error.code) : ''}`)
    room.house.log.error({ err: error, method: request.method, route: request.route?.path ?? null }, 'a request failed')
    answerProblem(
      room,
      request,
      response,
      away ? { status: 503, kind: 'unavailable', retryAfter: 10 } : { status: 500, kind: 'internal' },
    )
  }

/** Answers with a problem: as JSON below /api and to who asks for it, else as a page in the reader's language. */
export const answerProblem = (room: Room, request: Request, response: Response, problem: Problem): void => {
  const lang = problemLanguage(room, request)
  const text = problemText(problem.kind, lang)
  const { status, kind, detail = text.meaning } = problem
  if (problem.retryAfter !== undefined) response.set('Retry-After', String(problem.retryAfter))
  response.status(status).set('Cache-Control', 'no-store').vary('Accept').vary('Accept-Language')
  if (wantsJson(request)) {
    const type = room.house.links.to(`/problems/${kind}`)
    const body = {
      type,
      title: text.title,
      status,
      detail,
      next: text.next,
      ...(problem.errors ? { errors: problem.errors } : {}),
    }
    response.type('application/problem+json').send(JSON.stringify(body))
    return
  }
  response.type('html').send(
    problemPage({
      lang,
      query: queryWithoutLang(request),
      status,
      kind,
      ...(problem.detail ? { detail: problem.detail } : {}),
    }),
  )
}

const wantsJson = (request: Request): boolean => isForPrograms(request) || request.accepts(['html', 'json']) === 'json'

/** Whatever router answers: below one, `path` alone is only the rest of the way. */
const isForPrograms = ({ baseUrl, path }: Request): boolean => /^\/(?:api|hooks)\//.test(baseUrl + path)

/** Programs are told in English unless they ask otherwise; visitors in the house's own language. */
const problemLanguage = (room: Room, request: Request): Locale =>
  languageOf(request, isForPrograms(request) ? 'en' : room.defaultLang)

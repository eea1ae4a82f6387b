import type { Request } from 'express'
import { z } from 'zod'
import type { Scope } from '../../domain/scope.ts'
import type { Room } from '../room.ts'

/** What a route is handed, checked against its schemas. */
export interface ApiRequest<Query, Body> {
  readonly id: string
  readonly query: Query
  readonly body: Body
  readonly request: Request
}

export interface ApiAnswer {
  readonly status: number
  /** Left out for 204. */
  readonly body?: unknown
}

/** One route of the admin API: everything that the server and the OpenAPI document need to know of it. */
export interface ApiRoute<Query extends z.ZodType = z.ZodType, Body extends z.ZodType = z.ZodType> {
  readonly method: 'get' | 'post' | 'patch' | 'delete'
  /** Below `/api/v1`; `:id` is the only parameter there is. */
  readonly path: string
  /** Null for routes that need no key. */
  readonly scope: Scope | null
  readonly summary: string
  readonly query?: Query
  readonly body?: Body
  /** Statuses of success and what they mean. */
  readonly answers: Readonly<Record<number, string>>
  work(room: Room, request: ApiRequest<z.output<Query>, z.output<Body>>): Promise<ApiAnswer>
}

/** Declares a route, so that its work is typed by its schemas. */
export const apiRoute = <Query extends z.ZodType = z.ZodUndefined, Body extends z.ZodType = z.ZodUndefined>(
  route: ApiRoute<Query, Body>,
): ApiRoute => route

/** The query of every list: `limit` items, at most 200, after the cursor of the page before. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z
    .string()
    .regex(/^\d{1,18}$/, 'bad_id')
    .optional(),
})

import express, { type Request } from 'express'
import { z } from 'zod'
import { Refused } from '../domain/refusal.ts'

/** Reads small HTML forms; nothing nested. */
export const formBody = express.urlencoded({ extended: false, limit: '16kb', parameterLimit: 20 })

/** One field of a form; null when it was not sent, or sent twice. */
export const sentField = (request: Request, name: string): string | null => {
  const body: unknown = request.body
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return null
  const value = (body as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : null
}

/** One field of a form; empty when it was not sent. */
export const field = (request: Request, name: string): string => sentField(request, name) ?? ''

/**
 * What a caller sent, checked against its schema.
 * @throws Refused `invalid` with every field at fault
 */
export const checked = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Refused({
    kind: 'invalid',
    issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  })
}

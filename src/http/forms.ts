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
 * What a caller sent, checked against its schema. No text in it holds NUL, which no column could keep.
 * @throws Refused `invalid` with every field at fault
 */
export const checked = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(value)
  const issues = parsed.success
    ? pathsOfNul(parsed.data).map((path) => ({ path, message: 'nul' }))
    : parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  if (!parsed.success || issues.length > 0) throw new Refused({ kind: 'invalid', issues })
  return parsed.data
}

const pathsOfNul = (value: unknown, path: readonly string[] = []): string[] => {
  if (typeof value === 'string') return value.includes('\0') ? [path.join('.')] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) => pathsOfNul(part, [...path, name]))
}

import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { oneLine } from '../../domain/text.ts'
import type { ProviderEvent } from '../../usecases/take-in-bounces.ts'

/** What a provider posted, before anything in it is believed. */
export interface HookCall {
  header(name: string): string | undefined
  readonly body: Buffer
  readonly now: Date
}

/** What a genuine call says. */
export interface HookNews {
  readonly events: readonly ProviderEvent[]
  /** A word that is good for one call only, where the provider's signature does not cover what is said. */
  readonly token: string | null
}

/**
 * Checks where a call comes from and reads it. Events that nobody needs are left out.
 * @throws Forged, Malformed, or Outage where it could not be checked now
 */
export type Hook = (call: HookCall) => HookNews | Promise<HookNews>

/** The call does not come from the provider, or not now. The message is for our log and tells nothing that was sent. */
export class Forged extends Error {
  override readonly name = 'Forged'
}

/** The call is not written as its provider writes. */
export class Malformed extends Error {
  override readonly name = 'Malformed'
}

/** A provider's name for an event, which becomes ours. */
export const eventName = z.string().regex(/^[\x21-\x7e]{1,200}$/)

export const nothingNew: HookNews = { events: [], token: null }

/** @throws Malformed */
export const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Malformed('no JSON', { cause: error })
  }
}

/** @throws Malformed naming the members at fault, never what they hold */
export const shaped = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new Malformed(parsed.error.issues.map(({ path }) => path.join('.')).join(', '))
  return parsed.data
}

/** Compares secrets in a time that tells nothing of either, whatever their lengths. */
export const sameSecret = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const clockSkewMs = 5 * 60_000

/** @throws Forged when a call is older than `maxAgeMs`, or from more than five minutes ahead */
export const requireFresh = (at: Date, now: Date, maxAgeMs = clockSkewMs): void => {
  const age = now.getTime() - at.getTime()
  // Written so that a date that is none is refused too.
  if (!(age <= maxAgeMs && age >= -clockSkewMs)) throw new Forged('not of now')
}

/** Seconds since 1970, as digits. @throws Forged */
export const secondsOf = (text: string | undefined): Date => {
  if (text === undefined || !/^\d{9,11}$/.test(text)) throw new Forged('no time')
  return new Date(Number(text) * 1000)
}

/** When something happened, as the provider says; now where it says nothing that makes sense, or something of the future. */
export const happenedAt = (at: Date, now: Date): Date => (at.getTime() > 0 && at <= now ? at : now)

/** What the receiver said: one line, at most 500 characters, without what no column keeps. */
export const diagnosticOf = (...parts: readonly (string | undefined)[]): string =>
  oneLine(parts.filter(Boolean).join(': ').toWellFormed()).slice(0, 500)

/** An enhanced status code (RFC 3463) given by itself, else the first in what the receiver said; null when there is none. */
export const statusOf = (given: string | undefined, said: string): string | null =>
  /^[245]\.\d{1,3}\.\d{1,3}$/.exec(given ?? '')?.[0] ??
  /(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)/.exec(said)?.[0] ??
  null

import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import {
  type ChainedConsentEntry,
  type ConsentEntry,
  type ConsentEvent,
  consentEvents,
  consentHash,
  consentStep,
  verifyConsentChain,
} from '../../src/domain/consent.ts'
import { Refused } from '../../src/domain/refusal.ts'
import { subscriptionStates, type SubscriptionState } from '../../src/domain/subscription.ts'

type Cell = SubscriptionState | 'refused'
const starts = [null, ...subscriptionStates] as const

/** One row per event; the columns are `starts`: none, pending, active, paused, unsubscribed, lapsed. */
const expected: Record<ConsentEvent, readonly Cell[]> = {
  asked: ['pending', 'pending', 'active', 'paused', 'unsubscribed', 'pending'],
  confirmed: ['refused', 'active', 'active', 'paused', 'active', 'active'],
  unsubscribed: ['refused', 'unsubscribed', 'unsubscribed', 'unsubscribed', 'unsubscribed', 'unsubscribed'],
  resumed: ['refused', 'refused', 'active', 'refused', 'active', 'refused'],
  preferences_changed: ['refused', 'pending', 'active', 'paused', 'refused', 'refused'],
  imported: ['active', 'pending', 'active', 'paused', 'refused', 'refused'],
  lapsed: ['refused', 'lapsed', 'refused', 'refused', 'refused', 'lapsed'],
}

const cells = consentEvents.flatMap((event) =>
  starts.map((start, column) => [event, start, expected[event][column] ?? 'refused'] as const),
)

test.each(cells)('%s, for a reader who is %s, leads to %s', (event, start, end) => {
  const step = consentStep(start, event)
  if (end === 'refused') {
    expect(step).toBeInstanceOf(Refused)
    const refusal = start === null ? { kind: 'not_found' } : { kind: 'conflict', what: `${event}_while_${start}` }
    expect(step).toMatchObject({ refusal })
  } else expect(step).toEqual({ state: end, changes: end !== start })
})

const walk = (events: readonly ConsentEvent[]): SubscriptionState[] => {
  const states: SubscriptionState[] = []
  for (const event of events) {
    const step = consentStep(states.at(-1) ?? null, event)
    if (!(step instanceof Refused)) states.push(step.state)
  }
  return states
}

const anyEvents = fc.array(fc.constantFrom(...consentEvents), { maxLength: 20 })

test('a second click is harmless', () => {
  fc.assert(
    fc.property(anyEvents, fc.constantFrom(...consentEvents), (events, event) => {
      const once = consentStep(walk(events).at(-1) ?? null, event)
      if (once instanceof Refused) return
      expect(consentStep(once.state, event)).toEqual({ state: once.state, changes: false })
    }),
  )
})

test('nobody who left is mailed again without a click of their own', () => {
  const notByTheReader = consentEvents.filter((event) => event !== 'confirmed' && event !== 'resumed')
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...notByTheReader)), (events) => {
      const states = walk(['asked', 'confirmed', 'unsubscribed', ...events])
      expect(new Set(states.slice(2))).toEqual(new Set(['unsubscribed']))
    }),
  )
})

test('nobody who was only asked is ever mailed', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const noYes = events.filter((event) => event !== 'confirmed' && event !== 'resumed')
      expect(walk(['asked', ...noYes])).not.toContain('active')
    }),
  )
})

const entry = (changes: Partial<ConsentEntry> = {}): ConsentEntry => ({
  subscriptionId: '7',
  event: 'asked',
  state: 'pending',
  at: '2026-11-22T10:00:00.000Z',
  wording: '2026-11-22.ar',
  lang: 'ar',
  page: 'https://news.example/subscribe',
  ip: '203.0.113.0',
  userAgent: 'Mozilla/5.0 «تجربة»',
  ...changes,
})

const chained = (entries: readonly ConsentEntry[]): ChainedConsentEntry[] => {
  const chain: ChainedConsentEntry[] = []
  for (const one of entries) chain.push({ ...one, hash: consentHash(one, chain.at(-1)?.hash ?? null) })
  return chain
}

const story = (): ChainedConsentEntry[] =>
  chained([
    entry(),
    entry({ event: 'confirmed', state: 'active' }),
    entry({ event: 'unsubscribed', state: 'unsubscribed' }),
  ])

test('a record of consent that nobody touched is intact', () => {
  expect(verifyConsentChain(story())).toEqual({ intact: true })
  expect(verifyConsentChain([])).toEqual({ intact: true })
})

test('the hash is the same for every order of fields and on every machine', () => {
  expect(consentHash(entry(), null)).toBe('7ae8a57068cf6a5a2bd329a505d332f3fb714cecc48d1bfedafef06264bff130')
  const reversed = Object.fromEntries(Object.entries(entry()).toReversed()) as unknown as ConsentEntry
  expect(consentHash(reversed, null)).toBe(consentHash(entry(), null))
})

test.each(Object.keys(entry()) as (keyof ConsentEntry)[])('changing the %s of an entry shows', (field) => {
  const chain = story()
  const [, second] = chain
  Object.assign(second ?? {}, { [field]: `${second?.[field]}x` })
  expect(verifyConsentChain(chain)).toEqual({ intact: false, brokenAt: 1 })
})

test('an entry taken out, put in or moved shows where', () => {
  const [first, second, third] = story() as [ChainedConsentEntry, ChainedConsentEntry, ChainedConsentEntry]
  expect(verifyConsentChain([first, third])).toEqual({ intact: false, brokenAt: 1 })
  expect(verifyConsentChain([second, third])).toEqual({ intact: false, brokenAt: 0 })
  expect(verifyConsentChain([first, first, second, third])).toEqual({ intact: false, brokenAt: 1 })
  expect(verifyConsentChain([first, third, second])).toEqual({ intact: false, brokenAt: 1 })
})

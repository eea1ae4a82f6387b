import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import {
  evidenceOf,
  freePace,
  grown,
  paceLearntElsewhere,
  slowed,
  type Pace,
  type Refusal,
} from '../../src/domain/politeness.ts'
import { verdictOf } from '../../src/domain/smtp-status.ts'

const refusal = (now: number, more: Partial<Refusal> = {}): Refusal => ({
  evidence: 'plain',
  begunAt: now,
  now,
  accepted: 1000,
  inUse: 10,
  ...more,
})

const faint = (now: number) => refusal(now, { evidence: 'faint' })
const evidence = (reply: string) => evidenceOf(verdictOf({ code: Number(reply.slice(0, 3)), reply, phase: 'rcpt' }))

test('a full mailbox and a greylist slow nobody else, a rate limit does', () => {
  expect(evidence('452 4.2.2 over quota')).toBe('none')
  expect(evidence('450 4.7.1 Greylisted, please come back in 5 minutes')).toBe('none')
  expect(evidence('550 5.7.1 blocked')).toBe('none')
  expect(evidence('454 Throttling failure: Maximum sending rate exceeded.')).toBe('none')
  expect(evidence('421 4.7.0 too many messages')).toBe('plain')
  expect(evidence('451 4.3.2 not accepting messages')).toBe('plain')
  expect(evidence('451 4.4.1 no answer')).toBe('plain')
  expect(evidence('451 later')).toBe('faint')
})

test('a rate limit takes the rate and the concurrency down at once, and acceptances bring them back step by step', () => {
  let pace = slowed(freePace, refusal(0))
  expect(pace).toMatchObject({ rate: 700, concurrency: 5 })
  const rates: number[] = []
  for (let now = 1000; now <= 60_000; now += 1000) {
    pace = grown(pace, now)
    rates.push(pace.rate)
  }
  const steps = rates.slice(1).map((rate, at) => rate - (rates[at] ?? 0))
  for (const step of steps) expect(step).toBeCloseTo(20)
  expect(rates.findIndex((rate) => rate >= 1000)).toBe(14)
  expect(pace.concurrency).toBeCloseTo(65)
})

test('what was on its way when a refusal was heard is not counted again', () => {
  const once = slowed(freePace, refusal(100, { begunAt: 50 }))
  for (let more = 0; more < 9; more++) expect(slowed(once, refusal(110 + more, { begunAt: 60 + more }))).toBe(once)
  expect(slowed(once, refusal(200, { begunAt: 150 })).rate).toBeCloseTo(490)
})

test('an unexplained refusal or two say nothing, three in a row do', () => {
  let pace = slowed(slowed(freePace, faint(0)), faint(1000))
  expect(pace).toMatchObject({ rate: Infinity, pausedUntil: -Infinity })
  expect(grown(pace, 1500)).toBe(freePace)
  pace = slowed(pace, faint(2000))
  expect(pace.rate).toBeLessThan(Infinity)
  expect(pace.pausedUntil).toBeGreaterThan(2000)
})

test('while everything is refused the pauses double up to a quarter of an hour, and one acceptance ends them', () => {
  let pace: Pace = freePace
  let now = 0
  const pauses: number[] = []
  for (let turn = 0; turn < 16; turn++) {
    pace = slowed(pace, refusal(now))
    if (pace.pausedUntil > now) pauses.push(pace.pausedUntil - now)
    now = Math.max(now + 10, pace.pausedUntil)
  }
  expect(pauses.slice(0, 5)).toEqual([1000, 2000, 4000, 8000, 16_000])
  expect(pauses.at(-1)).toBe(900_000)
  expect(pace.concurrency).toBe(1)
  expect(pace.rate).toBeCloseTo(343)
  expect(grown(pace, now)).toMatchObject({ refusals: 0, pauses: 0, pausedUntil: -Infinity })
  expect(slowed(grown(pace, now), refusal(now + 1000)).pausedUntil).toBe(-Infinity)
})

test('where too little was accepted to know better, the rate doubles until it is free again', () => {
  let pace = slowed(freePace, refusal(0, { accepted: null }))
  expect(pace.rate).toBe(42)
  let now = 0
  while (pace !== freePace && now < 600_000) pace = grown(pace, (now += 1000))
  expect(now).toBeLessThan(60_000)
})

test('whatever is heard in whatever order, the rate stays within reason and freedom comes back', () => {
  const events = fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 20_000 }),
      heard: fc.constantFrom('accepted' as const, 'plain' as const, 'faint' as const),
      accepted: fc.option(fc.double({ min: 10, max: 1e6, noNaN: true })),
      inUse: fc.integer({ min: 1, max: 50 }),
    }),
    { maxLength: 200 },
  )
  fc.assert(
    fc.property(events, (happened) => {
      let pace: Pace = freePace
      let now = 0
      for (const { after, heard, accepted, inUse } of happened) {
        now += after
        const before = pace
        if (heard === 'accepted') pace = grown(pace, now)
        else pace = slowed(pace, { evidence: heard, begunAt: now, now, accepted, inUse })
        expect(pace.rate).toBeGreaterThanOrEqual(6)
        expect(pace.concurrency).toBeGreaterThanOrEqual(1)
        expect(pace.pausedUntil).toBeLessThanOrEqual(now + 900_000)
        if (heard === 'accepted') expect(pace.rate).toBeGreaterThanOrEqual(before.rate)
        else expect(pace.rate).toBeLessThanOrEqual(before.rate)
      }
      for (let second = 0; second < 3600 && pace !== freePace; second++) pace = grown(pace, (now += 1000))
      expect(pace).toBe(freePace)
    }),
  )
})

test('what another worker learnt is taken over as it is', () => {
  const pace = paceLearntElsewhere(70, 5000)
  expect(pace).toMatchObject({ rate: 70, pausedUntil: 5000, concurrency: Infinity })
  expect(grown(pace, 6000).rate).toBeCloseTo(74)
})

import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import {
  isScheduled,
  isTimeZone,
  nextSlot,
  previousSlot,
  type Schedule,
  type ScheduledCadence,
  slotKey,
} from '../../src/domain/cadence.ts'

const scheduleOf = (cadence: ScheduledCadence, timeZone: string, hour: number, weekday = 5): Schedule => ({
  cadence,
  timeZone,
  hour,
  weekday,
})
/** An instant in words: `2026-03-03T10:00[Asia/Riyadh]`. */
const at = (text: string): Date => new Date(Temporal.ZonedDateTime.from(text).epochMilliseconds)
const local = (instant: Date, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toString({ smallestUnit: 'minute', timeZoneName: 'never' })

test('a daily digest is due at its hour, and strictly after now', () => {
  const daily = scheduleOf('daily', 'Asia/Riyadh', 8)
  expect(nextSlot(daily, at('2026-11-22T07:59[Asia/Riyadh]'))).toEqual(at('2026-11-22T08:00[Asia/Riyadh]'))
  expect(nextSlot(daily, at('2026-11-22T08:00[Asia/Riyadh]'))).toEqual(at('2026-11-23T08:00[Asia/Riyadh]'))
  expect(previousSlot(daily, at('2026-11-22T08:00[Asia/Riyadh]'))).toEqual(at('2026-11-22T08:00[Asia/Riyadh]'))
  expect(previousSlot(daily, at('2026-11-22T07:59[Asia/Riyadh]'))).toEqual(at('2026-11-21T08:00[Asia/Riyadh]'))
})

test('a weekly digest is due on its weekday', () => {
  const friday = scheduleOf('weekly', 'Asia/Riyadh', 9, 5)
  expect(nextSlot(friday, at('2026-03-03T10:00[Asia/Riyadh]'))).toEqual(at('2026-03-06T09:00[Asia/Riyadh]'))
  expect(nextSlot(friday, at('2026-03-06T08:59[Asia/Riyadh]'))).toEqual(at('2026-03-06T09:00[Asia/Riyadh]'))
  expect(nextSlot(friday, at('2026-03-06T09:00[Asia/Riyadh]'))).toEqual(at('2026-03-13T09:00[Asia/Riyadh]'))
  expect(previousSlot(friday, at('2026-03-06T08:59[Asia/Riyadh]'))).toEqual(at('2026-02-27T09:00[Asia/Riyadh]'))
})

test('Cairo skips midnight in spring: a digest due at midnight goes out at one, once', () => {
  const midnight = scheduleOf('daily', 'Africa/Cairo', 0)
  const slot = nextSlot(midnight, at('2027-04-29T12:00[Africa/Cairo]'))
  expect(local(slot, 'Africa/Cairo')).toBe('2027-04-30T01:00+03:00')
  expect(previousSlot(midnight, slot)).toEqual(slot)
  expect(slotKey(midnight, slot)).toBe('daily 2027-04-30T00:00')
  expect(local(nextSlot(midnight, slot), 'Africa/Cairo')).toBe('2027-05-01T00:00+03:00')
})

test('Berlin skips two o’clock in spring: the digest goes out at three', () => {
  const two = scheduleOf('weekly', 'Europe/Berlin', 2, 7)
  const slot = nextSlot(two, at('2027-03-27T12:00[Europe/Berlin]'))
  expect(local(slot, 'Europe/Berlin')).toBe('2027-03-28T03:00+02:00')
  expect(slotKey(two, slot)).toBe('weekly 2027-03-28T02:00')
})

test('Berlin has two o’clock twice in autumn: the digest goes out the first time only', () => {
  const two = scheduleOf('daily', 'Europe/Berlin', 2)
  const slot = nextSlot(two, at('2027-10-30T12:00[Europe/Berlin]'))
  expect(local(slot, 'Europe/Berlin')).toBe('2027-10-31T02:00+02:00')
  const secondTwo = new Date(slot.getTime() + 3_600_000)
  expect(local(secondTwo, 'Europe/Berlin')).toBe('2027-10-31T02:00+01:00')
  expect(previousSlot(two, secondTwo)).toEqual(slot)
  expect(slotKey(two, secondTwo)).toBe(slotKey(two, slot))
  expect(local(nextSlot(two, slot), 'Europe/Berlin')).toBe('2027-11-01T02:00+01:00')
})

test('Nuuk skips the last hour of a day: its digest goes out as the next day begins, under its own name', () => {
  const late = scheduleOf('daily', 'America/Nuuk', 23)
  const slot = nextSlot(late, at('2027-03-27T12:00[America/Nuuk]'))
  expect(local(slot, 'America/Nuuk')).toBe('2027-03-28T00:00-01:00')
  expect(slotKey(late, slot)).toBe('daily 2027-03-27T23:00')
  expect(slotKey(late, nextSlot(late, slot))).toBe('daily 2027-03-28T23:00')
})

test.each([
  ['Asia/Riyadh', 8],
  ['Africa/Cairo', 0],
  ['Europe/Berlin', 2],
  ['Australia/Lord_Howe', 2],
  ['Africa/Casablanca', 2],
  ['America/Nuuk', 23],
  ['UTC', 12],
])('in %s at %i each day of three years has exactly one slot', (timeZone, hour) => {
  const daily = scheduleOf('daily', timeZone, hour)
  let now = at(`2026-01-01T12:30[${timeZone}]`)
  let day = Temporal.PlainDateTime.from(slotKey(daily, now).slice('daily '.length))
  for (let count = 0; count < 3 * 365; count += 1) {
    const slot = nextSlot(daily, now)
    day = day.add({ days: 1 })
    expect(slot.getTime()).toBeGreaterThan(now.getTime())
    expect(slotKey(daily, slot)).toBe(`daily ${day.toString({ smallestUnit: 'minute' })}`)
    now = slot
  }
})

const anySchedule = fc.record({
  cadence: fc.constantFrom<ScheduledCadence>('daily', 'weekly'),
  timeZone: fc.constantFrom(
    'Africa/Cairo',
    'Europe/Berlin',
    'Asia/Gaza',
    'Asia/Beirut',
    'Pacific/Apia',
    'Asia/Kathmandu',
  ),
  hour: fc.integer({ min: 0, max: 23 }),
  weekday: fc.integer({ min: 1, max: 7 }),
})
const anyInstant = fc.date({ min: new Date('2009-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })

test('at any instant the last slot and the next one have none between them', () => {
  fc.assert(
    fc.property(anySchedule, anyInstant, (schedule, now) => {
      const before = previousSlot(schedule, now)
      const after = nextSlot(schedule, now)
      expect(before.getTime()).toBeLessThanOrEqual(now.getTime())
      expect(after.getTime()).toBeGreaterThan(now.getTime())
      expect(nextSlot(schedule, before)).toEqual(after)
      expect(previousSlot(schedule, new Date(after.getTime() - 1))).toEqual(before)
      expect(slotKey(schedule, now)).toBe(slotKey(schedule, before))
      expect(slotKey(schedule, after)).not.toBe(slotKey(schedule, before))
    }),
    { numRuns: 1500 },
  )
})

test('a time zone is a place or UTC, not an offset', () => {
  for (const zone of ['Asia/Riyadh', 'Africa/Cairo', 'UTC', 'europe/berlin']) expect(isTimeZone(zone)).toBe(true)
  for (const zone of ['', '+03:00', '-0300', 'Riyadh', 'Mars/Olympus', ' UTC', '2026-01-01T00:00[UTC]']) {
    expect(isTimeZone(zone)).toBe(false)
  }
})

test('instant mail has no slots', () => {
  expect((['instantly', 'daily', 'weekly'] as const).filter(isScheduled)).toEqual(['daily', 'weekly'])
})

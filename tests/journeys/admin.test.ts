import { expect, test } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { openHouse } from '../support/house.ts'
import { until } from '../support/wait.ts'
import { addressesOf, gathers } from '../usecases/people.ts'

test('an admin looks at an issue before it goes, sends it, pauses it, and lets it go on to its end', async () => {
  await using house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  const [newsletter] = await house.house.store.newsletters.all()
  if (newsletter === undefined) throw new Error('There is no newsletter.')
  const pending = house.reader('pending@example.org')
  await pending.signsUp()
  await gathers(house, newsletter, addressesOf(150))
  await gathers(house, newsletter, addressesOf(50, 'week'), { cadence: 'weekly', lang: 'en' })
  await house.publishes('العدد الأول')

  const dryRun = await house.api('POST', '/api/v1/issues', { newsletter: 'marsad', dryRun: true })
  expect(dryRun.body).toMatchObject({
    readers: 200,
    byCadence: { daily: 150, weekly: 50 },
    byLang: { ar: 150, en: 50 },
    posts: [{ title: 'العدد الأول' }],
  })
  expect(house.sink.received).toHaveLength(1)

  house.sink.beforeTaking = () => pause(50)
  const order = { newsletter: 'marsad', note: 'كلمة من التحرير' }
  const asked = await Promise.all(
    [1, 2].map(() => house.api('POST', '/api/v1/issues', order, { 'Idempotency-Key': 'first-issue' })),
  )
  const { id } = asked.find(({ status }) => status === 202)?.body ?? {}
  await until('some are out', () => house.sink.received.length > 30)
  expect((await house.api('POST', `/api/v1/issues/${id}/pause`)).body).toMatchObject({ state: 'paused' })
  const isStill = async () => (await house.api('GET', `/api/v1/issues/${id}`)).body.counts.handing_over === 0
  await until('what was on the wire has come back', isStill)
  const held = house.sink.received.length
  await pause(500)
  expect(house.sink.received).toHaveLength(held)
  const paused = (await house.api('GET', `/api/v1/issues/${id}`)).body
  expect(paused.counts).toMatchObject({ accepted: held - 1, planned: 201 - held, handing_over: 0 })

  expect((await house.api('POST', `/api/v1/issues/${id}/resume`)).body).toMatchObject({ state: 'sending' })
  await house.settles()
  const finished = (await house.api('GET', `/api/v1/issues/${id}`)).body
  expect(finished).toMatchObject({ state: 'finished', planned: 200, counts: { accepted: 200, planned: 0 } })
  expect(new Set(house.sink.received.map(({ to }) => to)).size).toBe(201)
  expect((await house.reader('reader-7@example.org').mails())[0]?.text).toContain('كلمة من التحرير')
  expect((await house.api('POST', `/api/v1/issues/${id}/cancel`)).status).toBe(409)
  expect(await pending.mails()).toHaveLength(1)

  const again = await house.api('POST', '/api/v1/issues', order, { 'Idempotency-Key': 'first-issue' })
  expect([again.status, again.body.id]).toEqual([202, id])
  expect((await house.api('POST', '/api/v1/issues', { newsletter: 'marsad' })).status).toBe(409)
})

import { expect, test } from '@jest/globals'
import { openHouse } from '../support/house.ts'

test('a reader who confirms on Tuesday gets Sunday’s digest once, and can leave with one click', async () => {
  await using house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  const salma = house.reader('salma@example.org')
  await salma.signsUp({ cadence: 'weekly' })
  expect((await salma.confirms()).status).toBe(200)
  await house.publishes('لماذا تنسى الطوابير')
  await house.travelsTo('2026-03-08T08:00[Asia/Riyadh]')
  await house.travelsTo('2026-03-08T08:01[Asia/Riyadh]')
  expect(await salma.subjects()).toEqual(['تأكيد اشتراكك في «مرصد»', 'لماذا تنسى الطوابير'])
  expect((await salma.clicksOneClickUnsubscribe()).status).toBe(200)
  expect(await house.subscriptionOf(salma)).toMatchObject({ state: 'unsubscribed' })
  await house.publishes('مقال بعد الرحيل')
  await house.travelsTo('2026-03-15T08:00[Asia/Riyadh]')
  expect(await salma.subjects()).toHaveLength(2)
})

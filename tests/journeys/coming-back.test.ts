import { expect, test } from '@jest/globals'
import { openHouse } from '../support/house.ts'

test('a reader who left is asked before they are taken back, and what they had before does not come again', async () => {
  await using house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  const omar = house.reader('omar@example.org')
  await omar.subscribes({ cadence: 'weekly' })
  const oldLink = await omar.link('confirm')
  await house.publishes('قرئ من قبل')
  await house.sends()
  await omar.clicksOneClickUnsubscribe()
  await house.publishes('نُشر في الغياب')

  // The old confirmation is no way back, for it was a yes from before the no.
  expect((await fetch(oldLink, { method: 'POST' })).status).toBe(410)
  await house.travelsTo('2026-03-05T10:00[Asia/Riyadh]')
  await omar.signsUp({ cadence: 'weekly' })
  expect(await house.subscriptionOf(omar)).toMatchObject({ state: 'unsubscribed' })
  expect((await omar.subjects()).at(-1)).toBe('العودة إلى «مرصد»')
  expect((await omar.confirms()).status).toBe(200)
  expect(await house.subscriptionOf(omar)).toMatchObject({ state: 'active', round: 1 })

  await house.publishes('نُشر بعد العودة')
  await house.travelsTo('2026-03-08T08:00[Asia/Riyadh]')
  await house.travelsTo('2026-03-15T08:00[Asia/Riyadh]')
  const digests = (await omar.mails()).filter(({ headers }) => headers.some(({ key }) => key === 'list-id'))
  expect(
    digests.map(({ text }) =>
      ['قرئ من قبل', 'نُشر في الغياب', 'نُشر بعد العودة'].filter((title) => text?.includes(title)),
    ),
  ).toEqual([['قرئ من قبل'], ['نُشر في الغياب', 'نُشر بعد العودة']])
  const { id } = await house.house.store.subscribers
    .byAddress('omar@example.org')
    .then((person) => person ?? { id: '' })
  const { body } = await house.api('GET', `/api/v1/subscribers/${id}/consent`)
  expect(body.items).toMatchObject([{ intact: true }])
  const events = body.items[0].entries.map(({ event }: { event: string }) => event)
  expect(events).toEqual(['asked', 'confirmed', 'unsubscribed', 'asked', 'confirmed'])
})

test('a reader who signs up twice is told by mail alone that they are subscribed already', async () => {
  await using house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  const [known, stranger] = [house.reader('known@example.org'), house.reader('stranger@example.org')]
  await known.subscribes()
  await house.travelsTo('2026-03-03T11:00[Asia/Riyadh]')
  const answers = [await known.signsUp(), await stranger.signsUp()]
  expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.get('location')}`)).size).toBe(1)
  expect(await known.subjects()).toEqual(['تأكيد اشتراكك في «مرصد»', 'اشتراكك في «مرصد» قائم بالفعل'])
  expect(await stranger.subjects()).toEqual(['تأكيد اشتراكك في «مرصد»'])
  await known.signsUp()
  expect(await known.subjects()).toHaveLength(2)
  expect(
    (await fetch(await known.link('preferences'), { method: 'POST', body: new URLSearchParams({ cadence: 'weekly' }) }))
      .status,
  ).toBe(200)
  expect(await house.subscriptionOf(known)).toMatchObject({ cadence: 'weekly', state: 'active' })
})

import { expect, test } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { readAddress } from '../../src/domain/address.ts'
import { addressHash } from '../../src/domain/suppression.ts'
import { addSubscriber } from '../../src/usecases/add-subscriber.ts'
import { suppress } from '../../src/usecases/suppress.ts'
import { triggerIssue } from '../../src/usecases/trigger-issue.ts'
import { gathers, publishes, witness } from '../usecases/people.ts'
import { openWorkshop } from '../usecases/workshop.ts'

const complaint = { reason: 'complaint', note: '' } as const

test('an address that is suppressed while it is being signed up is not mailed', async () => {
  await using shop = await openWorkshop({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  const { house } = shop
  const newsletter = await shop.founds('marsad')
  await gathers(shop, newsletter, ['other@example.org'])
  const address = readAddress('race@example.org')
  if (typeof address === 'string') throw new Error(address)
  const hash = addressHash(house.store.addressPepper, address.key)
  const at = house.clock.now()
  const suppressed: Promise<unknown>[] = []
  await house.store.transaction(async (store) => {
    expect(await store.suppressions.has(hash)).toBe(false)
    suppressed.push(suppress(house, address.address, complaint))
    await pause(100)
    const subscriberId = await store.subscribers.lockOrAdd(address, { addressHash: hash, name: null, at })
    const wish = { cadence: null, lang: 'ar', zone: null, at } as const
    await store.subscriptions.add({ ...wish, subscriberId, newsletterId: newsletter.id, state: 'active' })
  })
  await Promise.all(suppressed)
  expect(await house.store.subscriptions.ofAddress(address.key, null)).toMatchObject([{ suppressed: true }])

  shop.travelsTo('2026-03-03T11:00[Asia/Riyadh]')
  await publishes(house, newsletter, 'مقال')
  expect(await triggerIssue(house, { newsletter, cadence: null, note: null, at: null })).toMatchObject({ planned: 1 })
  await shop.sends()
  expect(shop.sink.received.map(({ to }) => to)).toEqual(['other@example.org'])
  const again = { email: address.address, name: null, newsletter, cadence: null, lang: null, witness }
  await expect(addSubscriber(house, again)).rejects.toMatchObject({ refusal: { what: 'suppressed_address' } })
})

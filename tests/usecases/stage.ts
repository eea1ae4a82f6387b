import { expect } from '@jest/globals'
import type { KeptNewsletter } from '../../src/store/newsletters.ts'
import { Refused } from '../../src/domain/refusal.ts'
import { decidePost } from '../../src/usecases/add-post.ts'
import { changePreferences } from '../../src/usecases/change-preferences.ts'
import { confirm } from '../../src/usecases/confirm.ts'
import { subscribe } from '../../src/usecases/subscribe.ts'
import { triggerIssue } from '../../src/usecases/trigger-issue.ts'
import { resubscribe, unsubscribe } from '../../src/usecases/unsubscribe.ts'
import { readMail } from '../support/sink.ts'
import { mailTo, startOfPeriod, type Expectations, type ExpectedReader } from './expected-mail.ts'
import { publishes, witness } from './people.ts'
import type { Happening } from './two-months.ts'
import type { Workshop } from './workshop.ts'

const day = 86_400_000

/** A newsletter on which readers and admins act, and what should come of it. */
export interface Stage {
  readonly shop: Workshop
  readonly newsletter: KeptNewsletter
  readonly expectations: Expectations
  /** When readers left last. */
  readonly left: Map<ExpectedReader, number>
  /** How many mails were looked at. */
  seen: number
}

type Act = (stage: Stage, happening: Happening, reader: ExpectedReader) => Promise<void>

const nowOf = ({ shop }: Stage): number => shop.house.clock.now().getTime()

const subscriptionOf = async ({ shop, newsletter }: Stage, { address }: ExpectedReader) => {
  const [subscription] = await shop.house.store.subscriptions.ofAddress(address, newsletter.id)
  if (subscription === undefined) throw new Error(`${address} has no subscription.`)
  return subscription
}

const tokenOf = async (
  stage: Stage,
  purpose: 'confirm' | 'unsubscribe' | 'preferences' | 'resubscribe',
  reader: ExpectedReader,
) => {
  const { links, clock } = stage.shop.house
  return links.token(purpose, await subscriptionOf(stage, reader), clock.now())
}

/** Signs a reader up, for the first time or again, and confirms. */
export const joins: Act = async (stage, { cadence }, reader) => {
  if (reader.active) return
  const { house } = stage.shop
  const lang = reader.address.length % 2 === 0 ? 'ar' : 'en'
  const { slug } = stage.newsletter
  await subscribe(house, { email: reader.address, newsletter: slug, cadence, lang, zone: null, name: null, witness })
  await confirm(house, await tokenOf(stage, 'confirm', reader), witness)
  const from = Math.max(reader.from, startOfPeriod(cadence, nowOf(stage)))
  Object.assign(reader, { active: true, cadence, from })
}

const leaves: Act = async (stage, _, reader) => {
  if (!reader.active) return
  await unsubscribe(stage.shop.house, await tokenOf(stage, 'unsubscribe', reader), witness)
  reader.active = false
  stage.left.set(reader, nowOf(stage))
}

/** Takes leaving back by the link of the goodbye page, which is good for a day. */
const undoes: Act = async (stage, _, reader) => {
  if (reader.active || nowOf(stage) - (stage.left.get(reader) ?? 0) >= day) return
  await resubscribe(stage.shop.house, await tokenOf(stage, 'resubscribe', reader), witness)
  reader.active = true
}

/** Leaves, and thinks better of it at once. */
const hesitates: Act = async (stage, happening, reader) => {
  await leaves(stage, happening, reader)
  await joins(stage, happening, reader)
}

const moves: Act = async (stage, { cadence }, reader) => {
  if (!reader.active) return
  await changePreferences(stage.shop.house, await tokenOf(stage, 'preferences', reader), { cadence }, witness)
  reader.cadence = cadence
}

const publishesOne: Act = async ({ shop, newsletter, expectations }, { minute, flag, who }) => {
  const name = `post-${minute}`
  const state = flag && who < 3 ? 'held' : 'settling'
  await publishes(shop.house, newsletter, name, state === 'held' ? { state } : {})
  expectations.posts.push({
    name,
    state,
    readyAt: shop.house.clock.now().getTime() + newsletter.settleMinutes * 60_000,
  })
}

/** Lets the oldest post that is held go, or drops it for good. */
const releases: Act = async (stage, { flag }) => {
  const { house } = stage.shop
  const held = stage.expectations.posts.find(({ state }) => state === 'held')
  if (held === undefined) return
  const [post] = await house.store.posts.byKeys(
    stage.newsletter.id,
    house.keysOfUrl(`https://site.example/p/${held.name}`),
  )
  await decidePost(house, post?.id ?? '', flag ? 'ready' : 'never')
  Object.assign(held, flag ? { state: 'ready', readyAt: nowOf(stage) } : { state: 'never' })
}

const triggers: Act = async (stage, { cadence, flag }) => {
  const { shop, newsletter, expectations } = stage
  const wanted = flag ? null : cadence
  const mails = expectations.triggered(wanted, nowOf(stage))
  const issue = triggerIssue(shop.house, { newsletter, cadence: wanted, note: null, at: null })
  if (mails.length === 0) await expect(issue).rejects.toBeInstanceOf(Refused)
  else await issue
  await shop.sends()
  await expectArrived(stage, mails)
}

export const acts: Readonly<Record<Happening['kind'], Act>> = {
  publish: publishesOne,
  move: moves,
  leave: leaves,
  return: joins,
  undo: undoes,
  hesitate: hesitates,
  trigger: triggers,
  release: releases,
}

/** Does what the every-minute job does, and compares. */
export const looks = async (stage: Stage): Promise<void> => {
  await stage.shop.works()
  await expectArrived(stage, stage.expectations.planned(nowOf(stage)))
}

const namesIn = (text: string): string[] =>
  Array.from(text.matchAll(/site\.example\/p\/(post-\d+)/g), ([, name]) => name ?? '')

const expectArrived = async (stage: Stage, expected: readonly string[]): Promise<void> => {
  const { received } = stage.shop.sink
  const fresh = received.slice(stage.seen)
  stage.seen = received.length
  const mails = await Promise.all(
    fresh.map(async (mail) => mailTo(mail.to, namesIn((await readMail(mail)).text ?? ''))),
  )
  const now = stage.shop.house.clock.now()
  expect({ now, mails: mails.toSorted() }).toEqual({ now, mails: expected })
}

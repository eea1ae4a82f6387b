import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { KeptNewsletter } from '../../src/store/newsletters.ts'
import { addSubscriber } from '../../src/usecases/add-subscriber.ts'
import { planIssues } from '../../src/usecases/plan-issues.ts'
import { triggerIssue } from '../../src/usecases/trigger-issue.ts'
import { readMail } from '../support/sink.ts'
import { readLedger } from './ledger-book.ts'
import { gathers, publishes, witness } from './people.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

let shop: Workshop
beforeAll(async () => {
  shop = await openWorkshop({ at: '2026-03-03T10:00[Asia/Riyadh]' })
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
})

/** What an address was mailed, one line of post names for each mail. */
const mailsOf = async (address: string): Promise<string[]> => {
  const own = shop.sink.received.filter(({ to }) => to === address)
  const texts = await Promise.all(own.map(async (mail) => (await readMail(mail)).text ?? ''))
  return texts.map((text) => Array.from(text.matchAll(/site\.example\/p\/(\S+)/g), ([, name]) => name).join(' '))
}

const issuesOf = async (newsletter: KeptNewsletter): Promise<{ key: string; planned: number; dueAt: Date }[]> => {
  const { rows } = await shop.sql.query<{ key: string; planned: number; dueAt: Date }>(
    'select key, planned, due_at as "dueAt" from issue where newsletter_id = $1 order by id',
    [newsletter.id],
  )
  return rows.map((row) => ({ ...row, key: row.key.replace(`${newsletter.id} `, '') }))
}

test('twenty looks at the clock at once, from two houses, make each issue once', async () => {
  const { house } = shop
  const newsletter = await shop.founds('once')
  await gathers(shop, newsletter, ['once-d@example.org', 'once-e@example.org'])
  await gathers(shop, newsletter, ['once-i@example.org'], { cadence: 'instantly' })
  await gathers(shop, newsletter, ['once-w@example.org'], { cadence: 'weekly' })
  const other = await shop.another()
  await publishes(house, newsletter, 'once')
  shop.travelsTo('2026-03-08T08:00[Asia/Riyadh]')
  await Promise.all(Array.from({ length: 20 }, (_, turn) => planIssues(turn % 2 === 0 ? house : other)))
  await shop.sends()
  expect((await issuesOf(newsletter)).map(({ key, planned }) => [key.split(' ')[0], planned])).toEqual(
    expect.arrayContaining([
      ['daily', 2],
      ['weekly', 1],
      ['instantly', 1],
    ]),
  )
  expect(await issuesOf(newsletter)).toHaveLength(3)
  for (const who of ['d', 'e', 'i', 'w']) expect(await mailsOf(`once-${who}@example.org`)).toEqual(['once'])
})

test('a slot that was missed by less than six hours is made up for, an older one is left to the next', async () => {
  const newsletter = await shop.founds('late')
  await gathers(shop, newsletter, ['late@example.org'])
  await publishes(shop.house, newsletter, 'monday')
  shop.travelsTo('2026-03-09T14:00[Asia/Riyadh]')
  await shop.works()
  expect(await mailsOf('late@example.org')).toEqual(['monday'])
  await publishes(shop.house, newsletter, 'tuesday')
  shop.travelsTo('2026-03-10T14:01[Asia/Riyadh]')
  await shop.works()
  expect(await mailsOf('late@example.org')).toEqual(['monday'])
  await publishes(shop.house, newsletter, 'wednesday')
  shop.travelsTo('2026-03-11T08:00[Asia/Riyadh]')
  await shop.works()
  expect(await mailsOf('late@example.org')).toEqual(['monday', 'wednesday tuesday'])
})

test('a newsletter founded after a slot does not make up for it', async () => {
  shop.travelsTo('2026-03-12T08:01[Asia/Riyadh]')
  const newsletter = await shop.founds('young')
  await gathers(shop, newsletter, ['young@example.org'])
  await publishes(shop.house, newsletter, 'first')
  shop.travelsTo('2026-03-12T08:02[Asia/Riyadh]')
  await shop.works()
  expect(await issuesOf(newsletter)).toMatchObject([{ planned: 0 }])
  shop.travelsTo('2026-03-13T08:00[Asia/Riyadh]')
  await shop.works()
  expect(await mailsOf('young@example.org')).toEqual(['first'])
})

test('a post that is ready at the very instant of a slot is in that issue and not in the next', async () => {
  shop.travelsTo('2026-03-14T07:00[Asia/Riyadh]')
  const newsletter = await shop.founds('sharp', { settleMinutes: 60 })
  await gathers(shop, newsletter, ['sharp@example.org'])
  await publishes(shop.house, newsletter, 'sharp')
  for (const day of [14, 15]) {
    shop.travelsTo(`2026-03-${day}T08:00[Asia/Riyadh]`)
    await shop.works()
  }
  expect(await mailsOf('sharp@example.org')).toEqual(['sharp'])
})

test('readers who want posts instantly get one mail for each run of new posts and none without', async () => {
  const newsletter = await shop.founds('instant')
  await gathers(shop, newsletter, ['instant@example.org'], { cadence: 'instantly' })
  const look = async (minute: string): Promise<void> => {
    shop.travelsTo(`2026-03-16T${minute}[Asia/Riyadh]`)
    await shop.works()
  }
  await look('12:00')
  await publishes(shop.house, newsletter, 'one')
  await look('12:01')
  await look('12:02')
  for (const name of ['two', 'three', 'four']) await publishes(shop.house, newsletter, name)
  await look('12:03')
  await look('12:04')
  expect(await mailsOf('instant@example.org')).toEqual(['one', 'four three two'])
  expect((await issuesOf(newsletter)).filter(({ key }) => key.startsWith('instantly'))).toHaveLength(2)
})

test.each([
  // Eight in the morning of three places, Berlin before and after its clock goes forward.
  ['Asia/Riyadh', 8, '2027-03-28T05:00Z'],
  ['Africa/Cairo', 8, '2027-03-28T06:00Z'],
  ['Europe/Berlin', 8, '2027-03-27T07:00Z'],
  ['Europe/Berlin', 8, '2027-03-28T06:00Z'],
  // Midnight is skipped in Cairo, two o'clock in Berlin: the first time that exists counts.
  ['Africa/Cairo', 0, '2027-04-29T22:00Z'],
  ['Europe/Berlin', 2, '2027-03-28T01:00Z'],
  // Two o'clock comes twice in Berlin: the first one counts, and once.
  ['Europe/Berlin', 2, '2027-10-31T00:00Z'],
])('a daily digest of %s at %i leaves at %s and not before', async (timeZone, hour, slot) => {
  const due = new Date(slot)
  const [before, after] = [new Date(due.getTime() - 60_000), new Date(due.getTime() + 61 * 60_000)]
  shop.travelsTo(new Date(due.getTime() - 3 * 3_600_000))
  const slug = `zone-${slot.replaceAll(/\D/g, '')}-${timeZone.slice(-5).toLowerCase()}`
  const newsletter = await shop.founds(slug, { timeZone, hour, cadences: ['daily'] })
  await gathers(shop, newsletter, [`${slug}@example.org`])
  await publishes(shop.house, newsletter, 'zoned')
  for (const [moment, mails] of [
    [before, []],
    [due, ['zoned']],
    [after, ['zoned']],
  ] as const) {
    shop.travelsTo(moment)
    await shop.works()
    expect({ moment, mails: await mailsOf(`${slug}@example.org`) }).toEqual({ moment, mails })
  }
  expect((await issuesOf(newsletter)).map(({ dueAt }) => dueAt)).toEqual([due])
})

test('an issue put off to an evening goes then, once, with what has come in between', async () => {
  const { house } = shop
  shop.travelsTo('2028-01-04T10:00[Asia/Riyadh]')
  const newsletter = await shop.founds('evening', { settleMinutes: 600 })
  await gathers(shop, newsletter, ['evening@example.org'], { cadence: 'weekly' })
  await publishes(house, newsletter, 'early')
  const at = new Date('2028-01-04T17:00Z')
  await triggerIssue(house, { newsletter, cadence: null, note: null, at })
  shop.travelsTo('2028-01-04T19:59[Asia/Riyadh]')
  await publishes(house, newsletter, 'recent')
  await shop.works()
  expect(await mailsOf('evening@example.org')).toEqual([])
  const other = await shop.another()
  for (const minute of ['20:00', '20:01', '23:00']) {
    shop.travelsTo(`2028-01-04T${minute}[Asia/Riyadh]`)
    await Promise.all([planIssues(house), planIssues(other)])
    await shop.sends()
  }
  expect(await mailsOf('evening@example.org')).toEqual(['recent early'])
})

test('an issue that cannot be frozen does not keep other newsletters waiting', async () => {
  const { sql, house } = shop
  shop.travelsTo('2028-02-01T07:00[Asia/Riyadh]')
  const [broken, sound] = [await shop.founds('broken'), await shop.founds('sound')]
  for (const newsletter of [broken, sound]) {
    await gathers(shop, newsletter, [`${newsletter.slug}@example.org`])
    await publishes(house, newsletter, newsletter.slug)
  }
  await sql.query(`create function refuse() returns trigger language plpgsql as $$ begin
    if exists (select from issue where id = new.issue_id and newsletter_id = ${broken.id}) then raise 'this one is broken'; end if;
    return new; end $$;
    create trigger refuse before insert on rendition for each row execute function refuse()`)
  shop.travelsTo('2028-02-01T08:00[Asia/Riyadh]')
  await expect(planIssues(house)).rejects.toThrow()
  await shop.sends()
  expect([await mailsOf('broken@example.org'), await mailsOf('sound@example.org')]).toEqual([[], ['sound']])
  await sql.query('drop trigger refuse on rendition')
  shop.travelsTo('2028-02-01T08:01[Asia/Riyadh]')
  await shop.works()
  expect([await mailsOf('broken@example.org'), await mailsOf('sound@example.org')]).toEqual([['broken'], ['sound']])
})

test('a reader whose cadence is offered no more follows the newsletter’s own', async () => {
  const { house } = shop
  shop.travelsTo('2028-03-01T07:00[Asia/Riyadh]')
  const newsletter = await shop.founds('fewer')
  await gathers(shop, newsletter, ['fewer@example.org'], { cadence: 'weekly' })
  await publishes(house, newsletter, 'fewer')
  await house.store.newsletters.save({ ...newsletter, cadences: ['daily'] })
  const wish = { newsletter: { ...newsletter, cadences: ['daily'] as const }, cadence: 'weekly' as const }
  await expect(
    addSubscriber(house, { ...wish, email: 'more@example.org', name: null, lang: null, witness }),
  ).rejects.toMatchObject({ refusal: { kind: 'invalid', issues: [{ path: 'cadence' }] } })
  shop.travelsTo('2028-03-01T08:00[Asia/Riyadh]')
  await shop.works()
  expect(await mailsOf('fewer@example.org')).toEqual(['fewer'])
})

test('every issue of this file adds up', async () => {
  expect(await readLedger(shop.sql)).not.toHaveLength(0)
})

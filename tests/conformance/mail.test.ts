import { beforeAll, expect, test } from '@jest/globals'
import { correspond, type Delivered } from './correspondence.ts'
import { createDice } from './dice.ts'
import { inspect } from './inspection.ts'
import { askMailauth, perl, python } from './judges.ts'
import { letters } from './letters.ts'
import { openDesk } from './signing.ts'

if (python === null || perl === null)
  console.log('python3-dkim, python3-nacl or libmail-dkim-perl is not here: mailauth alone judges the mails')

const desk = openDesk()
let delivered: Delivered[]
beforeAll(async () => {
  delivered = await correspond(letters(createDice(20261122), 200), desk)
}, 120_000)

test('two hundred mails in Arabic, English and both keep every rule, and every altered one is found out', async () => {
  const { mails, forgeries, violations } = await inspect(delivered, desk, 40)
  expect(violations).toEqual([])
  expect(mails).toBe(200)
  expect(forgeries).toBeGreaterThan(200)
}, 300_000)

const share = (what: (mail: Delivered) => boolean): number => delivered.filter(what).length / delivered.length

test('more than half of them are Arabic, some are notices, and some go to addresses of every kind', () => {
  expect(share(({ expected }) => /\p{Script=Arabic}/u.test(expected.subject))).toBeGreaterThan(0.55)
  expect(share(({ expected }) => expected.kind === 'notice')).toBeGreaterThan(0.05)
  expect(share(({ expected }) => expected.toName === null)).toBeGreaterThan(0.15)
  expect(share(({ expected }) => expected.toAddress.includes('@xn--'))).toBeGreaterThan(0.2)
  expect(share(({ received }) => /\P{ASCII}/u.test(received.to))).toBeGreaterThan(0)
})

test('a verifier that is shown another key than ours lets nothing pass', async () => {
  const raw = delivered[0]?.received.raw ?? Buffer.alloc(0)
  const stranger = openDesk()
  await stranger.signerFor('cairo.example')
  const [, foreign = ''] = [...stranger.records].find(([name]) => name.startsWith('rsa.')) ?? []
  const records = new Map([...desk.records.keys()].map((name) => [name, foreign]))
  const resolver = async (name: string) => [[records.get(name) ?? '']]
  const verdicts = await askMailauth(raw, { ...desk, resolver })
  expect(verdicts).toHaveLength(2)
  for (const { pass } of verdicts) expect(pass).toBe(false)
})

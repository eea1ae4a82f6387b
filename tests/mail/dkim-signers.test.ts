import { expect, test } from '@jest/globals'
import { generateKeyPairSync } from 'node:crypto'
import { createSeal } from '../../src/mail/dkim-seal.ts'
import { createSigners, type SealedKey, type Signers } from '../../src/mail/dkim-signers.ts'

const seal = createSeal([Buffer.from('a secret of the tests, long enough')])
const stranger = createSeal([Buffer.from('somebody else’s secret, also long')])
const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' })
const key = (selector: string, by = seal): SealedKey => ({ selector, algorithm: 'ed25519', sealed: by.seal(pem) })

interface Stage {
  readonly signers: Signers
  readonly asked: string[]
  readonly said: string[]
  keys: () => SealedKey[]
  now: Date
}

const stage = (keys: () => SealedKey[]): Stage => {
  const said: string[] = []
  const note = (_about: unknown, text?: string): void => void said.push(text ?? '')
  const made: Stage = {
    asked: [],
    said,
    keys,
    now: new Date('2026-11-22T12:00:00Z'),
    signers: createSigners({
      seal,
      now: () => made.now,
      log: { warn: note, error: note },
      async keysOf(domain) {
        made.asked.push(domain)
        return made.keys()
      },
    }),
  }
  return made
}

const headers = { names: 'h=from;', relaxedNames: 'h=from;', constant: '' }
const selectorOf = async ({ signers, now }: Stage, domain = 'example.org'): Promise<string | null> => {
  const signer = await signers.signerFor(domain)
  const [signature] = signer?.begin(headers, now) ?? []
  return /s=([^;]*);/.exec((await signature?.complete('', 'x'.repeat(44))) ?? '')?.[1] ?? null
}

test('a domain is looked up once in half a minute, by its name on the wire, and a change is noticed then', async () => {
  const at = stage(() => [key('old')])
  expect(await selectorOf(at, 'مثال.إختبار')).toBe('old')
  expect(await selectorOf(at, 'xn--mgbh0fb.xn--kgbechtv')).toBe('old')
  expect(at.asked).toEqual(['xn--mgbh0fb.xn--kgbechtv'])
  at.keys = () => [key('new')]
  at.now = new Date(at.now.getTime() + 31_000)
  expect(await selectorOf(at, 'مثال.إختبار')).toBe('new')
  expect(at.asked).toHaveLength(2)
})

test('a change made here is noticed at once', async () => {
  const at = stage(() => [])
  expect(await selectorOf(at)).toBeNull()
  at.keys = () => [key('first')]
  expect(await selectorOf(at)).toBeNull()
  at.signers.forget('Example.org')
  expect(await selectorOf(at)).toBe('first')
})

test('a key that cannot be opened lets nothing leave unsigned, says so once, and is asked for again later', async () => {
  const at = stage(() => [key('shut', stranger)])
  for (let turn = 0; turn < 3; turn += 1)
    await expect(at.signers.signerFor('example.org')).rejects.toMatchObject({ name: 'SigningFault' })
  expect(at.said).toHaveLength(1)
  expect(at.said[0]).toMatch(/shut of example\.org cannot be opened.*SECRET_KEY.*waits/)
  at.keys = () => [key('open')]
  at.now = new Date(at.now.getTime() + 31_000)
  expect(await selectorOf(at)).toBe('open')
})

test('while the database is away, who signed signs on; who is asked for the first time has to wait', async () => {
  const at = stage(() => [key('known')])
  expect(await selectorOf(at)).toBe('known')
  at.keys = () => {
    throw new Error('away')
  }
  at.now = new Date(at.now.getTime() + 31_000)
  expect(await selectorOf(at)).toBe('known')
  await expect(at.signers.signerFor('other.example')).rejects.toThrow('away')
  at.keys = () => [key('back')]
  expect(await selectorOf(at, 'other.example')).toBe('back')
})

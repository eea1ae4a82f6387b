import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { readReturned } from '../../../src/mail/returned/read-returned.ts'
import { corpus } from './corpus.ts'
import { oracles } from './oracles.ts'

// Every seventh notice: the programs are slow.
const samples = corpus.filter((_, index) => index % 7 === 0)
const folder = mkdtempSync(join(tmpdir(), 'nashra-notices-'))
afterAll(() => rmSync(folder, { recursive: true }))
for (const [index, { raw }] of samples.entries()) writeFileSync(join(folder, `${index}.eml`), raw)

for (const { name, source, read } of oracles) {
  const readings = read(folder)
  if (readings === null) console.warn(`${name} is not installed (Debian: ${source}): it is not asked.`)
  const withOracle = readings === null ? test.skip : test
  withOracle(`${name} finds the same recipients in our notices, where it understands them`, () => {
    const understood = samples.flatMap((sample, index) => {
      const recipients = readings?.get(`${index}.eml`) ?? []
      return recipients.length > 0 ? [{ sample, recipients }] : []
    })
    expect(understood.length).toBeGreaterThan(samples.length / 3)
    const others = understood.filter(({ sample, recipients }) => !recipients.includes(sample.recipient))
    expect(others.map(({ sample }) => sample.name)).toEqual([])
  })
}

/** Notices of the last decades that Debian's package brings for its own tests: not ours, and most without a report. */
const collection = '/usr/lib/python3/dist-packages/flufl/bounce/tests/data'
const withCollection = existsSync(collection) ? test : test.skip

withCollection(
  'in notices that others collected we find whom flufl.bounce finds, about nine times in ten',
  async () => {
    const copies = mkdtempSync(join(tmpdir(), 'nashra-collection-'))
    for (const file of readdirSync(collection).filter((name) => name.endsWith('.txt')))
      copyFileSync(join(collection, file), join(copies, `${file}.eml`))
    const found =
      oracles.find(({ name }) => name === 'flufl.bounce')?.read(copies) ?? new Map<string, readonly string[]>()
    let same = 0
    for (const [file, recipients] of found) {
      const mail = await readReturned(readFileSync(join(copies, file)), { from: '', to: [] })
      const ours = mail.kind === 'failure' ? mail.reasons.map(({ recipient }) => recipient?.toLowerCase() ?? '') : []
      if (recipients.length === 0 ? ours.length === 0 : ours.some((each) => recipients.includes(each))) same += 1
    }
    rmSync(copies, { recursive: true })
    expect(found.size).toBeGreaterThan(100)
    expect(same / found.size).toBeGreaterThan(0.88)
  },
)

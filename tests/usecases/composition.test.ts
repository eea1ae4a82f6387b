import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { cadences } from '../../src/domain/cadence.ts'
import { createExpectations, type ExpectedReader } from './expected-mail.ts'
import { readLedger } from './ledger-book.ts'
import { acts, joins, looks, type Stage } from './stage.ts'
import { people, settleMinutes, stepsOf, twoMonths, type Happening, type Months } from './two-months.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

const begin = '2026-02-01T00:00[Asia/Riyadh]'

/** Three quarters of the readers are there from the beginning, a third of them for each cadence. */
const opensStage = async (shop: Workshop): Promise<Stage> => {
  const newsletter = await shop.founds('marsad', { settleMinutes, maxPosts: 100 })
  const expectations = createExpectations(newsletter.createdAt.getTime())
  const stage: Stage = { shop, newsletter, expectations, left: new Map(), seen: 0 }
  for (let number = 0; number < people; number += 1) {
    const address = `${'x'.repeat(number + 1)}@example.org`
    const reader: ExpectedReader = { address, active: false, cadence: 'daily', from: 0, got: new Set() }
    expectations.readers.push(reader)
    const cadence = cadences[number % 3] ?? 'daily'
    if (number % 4 !== 3) await joins(stage, { cadence } as Happening, reader)
  }
  return stage
}

/** Plays two months and compares, after every step, what arrived with what should have. */
const plays = async (months: Months): Promise<Stage> => {
  await using shop = await openWorkshop({ at: begin })
  const stage = await opensStage(shop)
  for (const { at, happening } of stepsOf(months, stage.newsletter.createdAt.getTime())) {
    shop.travelsTo(new Date(at))
    const reader = stage.expectations.readers[happening?.who ?? 0] as ExpectedReader
    await (happening === null ? looks(stage) : acts[happening.kind](stage, happening, reader))
  }
  expect(await readLedger(shop.sql)).not.toHaveLength(0)
  return stage
}

test.each([1, 2])(
  'over two months of changing their minds, every reader gets each post of theirs in exactly one issue (seed %i)',
  async (seed) => {
    const [months] = fc.sample(twoMonths, { numRuns: 1, seed })
    const { seen, expectations } = await plays(months as Months)
    // As many mails and posts as to make the comparison worth while.
    expect({ seed, mails: seen > 100, posts: expectations.posts.length > 30 }).toEqual({
      seed,
      mails: true,
      posts: true,
    })
  },
  120_000,
)

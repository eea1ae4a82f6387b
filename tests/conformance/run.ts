import { parseArgs } from 'node:util'
import { correspond } from './correspondence.ts'
import { createDice } from './dice.ts'
import { inspect } from './inspection.ts'
import { perl, python } from './judges.ts'
import { letters } from './letters.ts'
import { openDesk } from './signing.ts'
import { askSpamAssassin, hasSpamAssassin } from './spam.ts'

const usage = `node dist/tests/conformance/run.js [--size N] [--seed N] [--spam]

  Composes and sends mails, 2000 when left out, and has programs that share no code with ours judge what arrived.
  Exits with 1 when one of them breaks a rule.

  --spam   asks SpamAssassin's rules as well, of two mails of each newsletter
`

const { values: asked } = parseArgs({
  options: {
    size: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    spam: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (asked.help) {
  console.log(usage)
  process.exit(0)
}
if (python === null || perl === null)
  console.error('python3-dkim, python3-nacl and libmail-dkim-perl are not all here: only mailauth is asked')
const desk = openDesk()
const delivered = await correspond(letters(createDice(Number(asked.seed)), Number(asked.size)), desk)
const { violations, ...counts } = await inspect(delivered, desk, 20)
for (const { id, what } of violations.slice(0, 50)) console.log(`mail ${id}: ${what}`)
let faults = violations.length
if (asked.spam && hasSpamAssassin())
  for (const verdict of askSpamAssassin(delivered)) {
    console.log(JSON.stringify(verdict))
    if (!(verdict.score <= 2)) faults += 1
  }
console.log(JSON.stringify({ seed: Number(asked.seed), ...counts, violations: violations.length }))
process.exit(faults === 0 ? 0 : 1)

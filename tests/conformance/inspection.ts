import type { Delivered } from './correspondence.ts'
import { isOwnReturnPath } from './correspondence.ts'
import { askMailauth, askPerl, askPython, perl, python, type Exhibit, type SignatureVerdict } from './judges.ts'
import type { Desk } from './signing.ts'
import { forgeries, harmless } from './tampering.ts'

/** One rule that one mail breaks. */
export interface Violation {
  readonly id: string
  readonly what: string
}

export interface Report {
  readonly mails: number
  readonly signatures: number
  readonly forgeries: number
  readonly violations: readonly Violation[]
}

const bothAlgorithms = ['ed25519-sha256', 'rsa-sha256']

/** What is wrong with a mail's signatures as one verifier sees them. */
const signatureFaults = (who: string, verdicts: readonly SignatureVerdict[], wanted: readonly string[]): string[] => {
  const algorithms = verdicts.map(({ algorithm }) => algorithm).toSorted()
  const faults = wanted.every((one) => algorithms.includes(one))
    ? []
    : [`${who}: signatures are ${algorithms.join(' ')}`]
  for (const { algorithm, pass, lacking = [], length = false } of verdicts) {
    if (!pass && wanted.includes(algorithm)) faults.push(`M1: ${who} refuses ${algorithm}`)
    if (lacking.length > 0) faults.push(`M2: ${algorithm} does not cover, or over-sign, ${lacking.join(' ')}`)
    if (length) faults.push(`${algorithm} has l=`)
  }
  return faults
}

const byNode = async (delivered: readonly Delivered[], desk: Desk): Promise<Violation[]> => {
  const violations: Violation[] = []
  for (const mail of delivered) {
    const { id, received, expected } = mail
    const verdicts = await askMailauth(received.raw, desk)
    violations.push(...signatureFaults('mailauth', verdicts, bothAlgorithms).map((what) => ({ id, what })))
    if (expected.kind === 'digest' && !isOwnReturnPath(mail)) violations.push({ id, what: `M12: ${received.from}` })
  }
  return violations
}

/** White space at a name's ends, or several in a row, no program keeps. */
const spaced = (name: string): string => name.replaceAll(/\s+/g, ' ').trim()

/** A name counts as read when two of three decoders read it. */
const nameFaults = (header: string, wanted: string | null, read: readonly (string | undefined)[]): string[] => {
  const right = read.filter((name) => spaced(name ?? '') === spaced(wanted ?? '')).length
  return right >= 2 ? [] : [`M6: ${header} ${JSON.stringify(wanted)} reads as ${JSON.stringify(read)}`]
}

const byOthers = async (delivered: readonly Delivered[], desk: Desk): Promise<Violation[]> => {
  const exhibits = delivered.map(({ id, received, expected }): Exhibit => ({ id, raw: received.raw, expected }))
  const [fromPython, fromPerl] = await Promise.all([askPython(exhibits, desk), askPerl(exhibits, desk)])
  return delivered.flatMap(({ id, expected }, at) => {
    const [snake, camel] = [fromPython[at], fromPerl[at]]
    if (snake?.names === undefined || camel === undefined) return [{ id, what: 'not judged' }]
    const { legacy, modern } = snake.names
    return [
      ...(snake.faults ?? []),
      ...signatureFaults('dkimpy', snake.signatures, bothAlgorithms),
      // Debian's Mail::DKIM knows RSA only.
      ...signatureFaults('Mail::DKIM', camel.signatures, ['rsa-sha256']),
      ...(camel.subject === expected.subject ? [] : [`M6: Perl reads the subject as ${camel.subject}`]),
      ...nameFaults('From', expected.fromName, [legacy.From, modern.From, camel.from]),
      ...nameFaults('To', expected.toName, [legacy.To, modern.To, camel.to]),
    ].map((what) => ({ id, what }))
  })
}

/** Forgeries that a verifier lets pass, and harmless changes that it does not. */
const tampered = async (delivered: readonly Delivered[], desk: Desk) => {
  const attempts = delivered.flatMap(({ id, received: { raw } }) => [
    ...forgeries(raw).map((forgery) => ({ ...forgery, id, mayPass: false })),
    ...harmless(raw).map((change) => ({ ...change, id, mayPass: true })),
  ])
  const fromPython = python === null ? null : await askPython(attempts, desk)
  const violations: Violation[] = []
  for (const [at, { id, what, raw, mayPass }] of attempts.entries()) {
    const verdicts = { mailauth: await askMailauth(raw, desk), dkimpy: fromPython?.[at]?.signatures ?? null }
    for (const [who, signatures] of Object.entries(verdicts))
      if (signatures?.some(({ pass }) => pass !== mayPass)) violations.push({ id, what: `M2: ${who}, ${what}` })
  }
  return { violations, count: attempts.length }
}

/** Judges mails by every rule, and the signatures of one in `tamperEvery` by altering it in every way. */
export const inspect = async (delivered: readonly Delivered[], desk: Desk, tamperEvery: number): Promise<Report> => {
  const node = await byNode(delivered, desk)
  const others = python !== null && perl !== null ? await byOthers(delivered, desk) : []
  const forged = await tampered(
    delivered.filter((_, at) => at % tamperEvery === 0),
    desk,
  )
  return {
    mails: delivered.length,
    signatures: delivered.length * bothAlgorithms.length,
    forgeries: forged.count,
    violations: [...node, ...others, ...forged.violations],
  }
}

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import type { Expected } from './correspondence.ts'
import type { Desk } from './signing.ts'

/** A mail to be judged; without `expected` only its signatures are. */
export interface Exhibit {
  readonly id: string
  readonly raw: Buffer
  readonly expected?: Expected
}

export interface SignatureVerdict {
  readonly selector: string
  readonly algorithm: string
  readonly pass: boolean
  /** Headers that it should cover, or cover once more than they stand, and does not. */
  readonly lacking?: readonly string[]
  readonly length?: boolean
}

interface Names {
  readonly From: string
  readonly To: string
}

export interface PythonVerdict {
  readonly id: string
  readonly signatures: readonly SignatureVerdict[]
  readonly faults?: readonly string[]
  /** Names as Python's two ways of reading show them. */
  readonly names?: { readonly legacy: Names; readonly modern: Names }
}

export interface PerlVerdict {
  readonly id: string
  readonly signatures: readonly SignatureVerdict[]
  readonly subject: string
  readonly from: string
  readonly to: string
}

/** The scripts stand beside the sources: nothing compiles them. */
const script = (name: string): string => fileURLToPath(new URL(`../../../tests/conformance/${name}`, import.meta.url))

const works = (command: string, argument: string): boolean => spawnSync(command, ['-c', argument]).status === 0

/** Debian's Python with python3-dkim and python3-nacl; null where there is none. */
export const python = ['/usr/bin/python3', 'python3'].find((command) => works(command, 'import dkim, nacl')) ?? null

/** Perl with Mail::DKIM (libmail-dkim-perl); null where there is none. */
export const perl = spawnSync('perl', ['-MMail::DKIM::Verifier', '-e', '1']).status === 0 ? 'perl' : null

interface Judge {
  readonly command: string
  readonly name: string
  readonly line: (exhibit: Exhibit) => string
}

const ask = async <Verdict>({ command, name, line }: Judge, exhibits: readonly Exhibit[], desk: Desk) => {
  const child = spawn(command, [script(name)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const answered = child.stdout.setEncoding('utf8').toArray()
  const ended = once(child, 'exit')
  child.stdin.write(`${JSON.stringify({ records: Object.fromEntries(desk.records) })}\n`)
  for (const exhibit of exhibits) child.stdin.write(`${line(exhibit)}\n`)
  child.stdin.end()
  const lines = (await answered).join('').trimEnd().split('\n')
  const [code] = await ended
  if (code !== 0 || lines.length !== exhibits.length)
    throw new Error(`${name} ended with ${code} after ${lines.length} of ${exhibits.length} mails`)
  return lines.map((answer) => JSON.parse(answer) as Verdict)
}

const byPython: Judge = {
  command: python ?? 'python3',
  name: 'judge.py',
  line: ({ id, raw, expected }) => JSON.stringify({ id, raw: raw.toString('base64'), expected }),
}

/** Its JSON is slow: only what it needs, and plainly. */
const byPerl: Judge = {
  command: perl ?? 'perl',
  name: 'judge.pl',
  line: ({ id, raw }) => `${id} ${raw.toString('base64')}`,
}

/** Python's parser and dkimpy on every mail, in one process. */
export const askPython = (exhibits: readonly Exhibit[], desk: Desk): Promise<PythonVerdict[]> =>
  ask(byPython, exhibits, desk)

/** Mail::DKIM and Perl's decoder on every mail, in one process. */
export const askPerl = (exhibits: readonly Exhibit[], desk: Desk): Promise<PerlVerdict[]> => ask(byPerl, exhibits, desk)

/** mailauth's verdict on each signature of a mail. */
export const askMailauth = async (raw: Buffer, desk: Desk): Promise<SignatureVerdict[]> => {
  const { results } = await dkimVerify(raw, { resolver: desk.resolver })
  return results.flatMap(({ selector = '', algo = '', status }) =>
    status.result === 'none' ? [] : [{ selector, algorithm: algo, pass: status.result === 'pass' }],
  )
}

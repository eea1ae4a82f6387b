import type { Locale } from '../domain/locale.ts'
import { problemsAr } from './problems.ar.ts'
import { problemsEn } from './problems.en.ts'

/** Every type of problem an answer of Nashra may name (RFC 9457 `type` is `/problems/<kind>`). Kinds are added, never renamed. */
export const problemKinds = [
  'invalid',
  'not-found',
  'conflict',
  'forbidden',
  'unauthorized',
  'too-many-requests',
  'link-expired',
  'link-invalid',
  'gone',
  'not-ready',
  'unsupported',
  'payload-too-large',
  'idempotency-mismatch',
  'method-not-allowed',
  'unproven-call',
  'malformed-json',
  'internal',
  'unavailable',
] as const

export type ProblemKind = (typeof problemKinds)[number]

/** What one kind of problem is called, what it means, and what the person who meets it can do. */
export interface ProblemText {
  readonly title: string
  readonly meaning: string
  readonly next: string
}

const texts: Readonly<Record<Locale, Readonly<Record<ProblemKind, ProblemText>>>> = { ar: problemsAr, en: problemsEn }

/** Whether a text, such as a path segment, names a kind of problem. */
export const isProblemKind = (text: unknown): text is ProblemKind => problemKinds.some((kind) => kind === text)

/** The words for one kind of problem. */
export const problemText = (kind: ProblemKind, lang: Locale): ProblemText => texts[lang][kind]

import type { Case } from './case.ts'
import { crashCases } from './crash-cases.ts'
import { relayCases } from './misbehaviour-cases.ts'
import { raceCases } from './race-cases.ts'
import { storeCases } from './store-cases.ts'
import { timeCases } from './time-cases.ts'

/** Every fault that is known. */
export const cases: readonly Case[] = [...crashCases, ...relayCases, ...storeCases, ...raceCases, ...timeCases]

/** The cases that a word names: all of a suite, one by its id, or one on every backend by the beginning of its id. */
export const casesNamed = (word: string): Case[] =>
  cases.filter(({ suite, id }) => suite === word || id === word || id.startsWith(`${word}-`))

import { ConfigFault } from '../config.ts'
import { Refused } from '../domain/refusal.ts'
import { StartFault } from '../embedded/start-fault.ts'
import { problemOf } from '../http/problems.ts'
import { createProgram } from './program.ts'

/** A refusal is one sentence for people; anything else is our bug and shown whole. */
const told = (error: unknown): unknown => {
  if (error instanceof Refused) {
    const { kind, detail } = problemOf(error.refusal, 'en')
    return `Refused (${kind}). ${detail ?? ''}`
  }
  return error instanceof StartFault || error instanceof ConfigFault ? error.message : error
}

try {
  await createProgram().parseAsync()
  // Renderers and connections that linger are nobody's business any more.
  process.exit(process.exitCode ?? 0)
} catch (error) {
  console.error(told(error))
  process.exit(1)
}

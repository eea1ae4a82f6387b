import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { answer, orderOf } from './child.ts'
import { cpuOfFamily } from './usage.ts'

/** Postfix's `smtp-sink`, as a command line. */
export interface SmtpSinkOrder {
  readonly file: string
  readonly args: readonly string[]
  /** Where its libraries lie; null where the system knows. */
  readonly libraries: string | null
}

/** Stands between us and `smtp-sink`, so that it ends however we end. */
const { file, args, libraries } = orderOf<SmtpSinkOrder>()
const env = libraries === null ? process.env : { ...process.env, LD_LIBRARY_PATH: libraries }
const sink = spawn(file, [...args], { stdio: 'ignore', env })
const gone = once(sink, 'exit')

const answers = {
  ready: () => {},
  /** CPU time that it has used, in microseconds; null where the machine does not tell. */
  cpu: () => cpuOfFamily(sink.pid ?? 0),
}
export type SmtpSinkAnswers = typeof answers

answer(answers, async () => {
  sink.kill()
  await gone
})

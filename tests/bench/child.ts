import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What a program of the benchmark can be asked, by name. */
// oxlint-disable-next-line typescript/no-explicit-any -- each program has questions and answers of its own
export type Answers = Readonly<Record<string, (question: any) => unknown>>

/** A program in a process of its own, so that its CPU time and memory are its own. */
export interface Child<Known extends Answers> extends AsyncDisposable {
  readonly pid: number
  /** Puts a question; rejects when the program fails at it or ends. */
  ask<Name extends keyof Known & string>(
    name: Name,
    ...question: Parameters<Known[Name]>
  ): Promise<Awaited<ReturnType<Known[Name]>>>
}

interface Question {
  readonly id: number
  readonly name: string
  readonly question: unknown
}

type Answer = { readonly id: number } & ({ readonly answer: unknown } | { readonly failure: string })

/** Starts `<program>.js` of this folder, Node with these flags. It ends when disposed of, or with us. */
export const startChild = async <Known extends Answers>(
  program: string,
  { order = null, flags = [] }: { order?: unknown; flags?: readonly string[] } = {},
): Promise<Child<Known>> => {
  const file = fileURLToPath(new URL(`${program}.js`, import.meta.url))
  const child = fork(file, [JSON.stringify(order)], {
    execArgv: ['--no-warnings', ...flags],
    serialization: 'advanced',
  })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  const fail = (why: string): void => {
    for (const { reject } of waiting.values()) reject(new Error(why))
    waiting.clear()
  }
  child.on('message', (message: Answer) => {
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if ('failure' in message) asked?.reject(new Error(`${program}: ${message.failure}`))
    else asked?.resolve(message.answer)
  })
  const gone = once(child, 'exit').then(() => fail(`The program ${program} ended.`))
  let lastId = 0
  const ask = (name: string, question?: unknown): Promise<never> => {
    lastId += 1
    const asked = Promise.withResolvers<unknown>()
    waiting.set(lastId, asked)
    child.send({ id: lastId, name, question } satisfies Question)
    return asked.promise as Promise<never>
  }
  await ask('ready')
  return {
    pid: child.pid ?? 0,
    ask,
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect()
      await gone
    },
  }
}

/** The order that this program was started with. */
export const orderOf = <Order>(): Order => JSON.parse(process.argv[2] ?? 'null') as Order

/** The program's side: answers until the one who started it lets go; `close` is the last thing done. */
export const answer = (answers: Answers, close: () => Promise<void> | void = () => {}): void => {
  const reply = async ({ id, name, question }: Question): Promise<void> => {
    try {
      process.send?.({ id, answer: await answers[name]?.(question) })
    } catch (error) {
      process.send?.({ id, failure: String(error) })
    }
  }
  process.on('message', (asked: Question) => void reply(asked))
  process.once('disconnect', () => void Promise.resolve(close()).finally(() => process.exit()))
}

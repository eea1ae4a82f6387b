import { setTimeout as pause } from 'node:timers/promises'
import { apiKey } from './stage.ts'

/** Asks an API again and again while something is broken. */
export interface ApiWatch {
  /** Stops asking and tells what was wrong with the answers. */
  breaches(): Promise<string[]>
}

/** The longest that anybody may wait for an answer. */
const patienceMs = 10_000
const everyMs = 100

const isProper = (response: Response): boolean =>
  response.ok ||
  (response.status === 503 && (response.headers.get('Content-Type') ?? '').startsWith('application/problem+json'))

/** Reads and writes at `url` until asked for the breaches: every answer is good, or a 503 of RFC 9457, and none takes more than 10 s. */
export const watchApi = (url: string, issueId: string): ApiWatch => {
  const stop = new AbortController()
  const breaches = new Set<string>()
  let asked = 0
  const questions: Readonly<Record<string, RequestInit>> = {
    [`/api/v1/issues/${issueId}`]: {},
    '/api/v1/newsletters': {},
    '/api/v1/suppressions': { method: 'POST' },
  }
  const ask = async (path: string, init: RequestInit): Promise<void> => {
    asked += 1
    const body = init.method === 'POST' ? JSON.stringify({ email: `stranger-${asked}@example.net` }) : undefined
    const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' }
    const signal = AbortSignal.timeout(patienceMs + 2000)
    const began = performance.now()
    const words = await fetch(`${url}${path}`, {
      ...init,
      headers,
      signal,
      ...(body === undefined ? {} : { body }),
    }).then(
      async (response) => {
        await response.arrayBuffer()
        return isProper(response) ? '' : `answered ${response.status}`
      },
      (error: unknown) => `did not answer: ${String(error)}`,
    )
    const ms = performance.now() - began
    if (words !== '') breaches.add(`${init.method ?? 'GET'} ${path.replace(/\d+$/, ':id')} ${words}`)
    if (ms > patienceMs) breaches.add(`${path.replace(/\d+$/, ':id')} took ${Math.round(ms)} ms`)
  }
  const rounds = Object.entries(questions).map(async ([path, init]) => {
    while (!stop.signal.aborted) {
      await ask(path, init)
      await pause(everyMs)
    }
  })
  return {
    async breaches() {
      stop.abort()
      await Promise.all(rounds)
      return [...breaches]
    },
  }
}

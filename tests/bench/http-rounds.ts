import { startChild } from './child.ts'
import type { Hall, Subject } from './hall.ts'
import type { HttpControlAnswers } from './http-control.ts'
import type { LoadAnswers, LoadOrder, LoadRun } from './http-load.ts'
import { differ, runRounds, type Rounds } from './rounds.ts'
import { percentile, spreadOver, type Spread } from './statistics.ts'

/** A request as it goes over the wire. */
export interface Request {
  readonly method: string
  readonly path: string
  readonly type?: string
  readonly body?: string
  readonly headers?: string
}

export const onTheWire = ({ method, path, type = 'application/json', body = '', headers = '' }: Request): string =>
  `${method} ${path} HTTP/1.1\r\nHost: bench\r\n${headers}Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

/** One endpoint and what it is measured beside. Requests are made anew for each run. */
export interface HttpScene {
  readonly connections: number
  readonly subjects: Readonly<Record<string, () => readonly Request[]>>
  /** Sent to bare `node:http` with one SQL statement behind it, before and after the subjects. */
  readonly bare: () => readonly Request[]
  /** Sent to an Express that does nothing; left out where that says nothing. */
  readonly express?: () => readonly Request[]
}

/** Requests per second and the 99th percentile in milliseconds. */
export interface HttpFigure {
  readonly rate: Spread | null
  readonly p99: Spread | null
  readonly toBare: Spread | null
  readonly toExpress: Spread | null
}

export interface HttpFindings {
  readonly subjects: Readonly<Record<string, HttpFigure>>
  readonly bare: Pick<HttpFigure, 'rate' | 'p99'>
  readonly express: Spread | null
  readonly rounds: Rounds<unknown>
  /** Answers that were not 2xx or 3xx. */
  readonly failed: number
}

interface Round {
  readonly bare: readonly [LoadRun, LoadRun]
  readonly express: LoadRun | null
  readonly subjects: Readonly<Record<string, LoadRun>>
}

/** Loads the endpoints of a Nashra in interleaved rounds with their controls. */
export const runHttpRounds = async (
  hall: Hall,
  subject: Subject,
  { scene, rounds }: { scene: HttpScene; rounds: number },
): Promise<HttpFindings> => {
  await using loader = await startChild<LoadAnswers>('http-load')
  await using control = await startChild<HttpControlAnswers>('http-control', { order: hall.databaseUrl })
  const ports = await control.ask('ports')
  const own = Number(new URL(subject.url).port)
  const load = (port: number, requests: readonly Request[]): Promise<LoadRun> =>
    loader.ask('load', { port, connections: scene.connections, requests: requests.map(onTheWire) } satisfies LoadOrder)
  const runRound = async (): Promise<Round> => {
    const express = scene.express === undefined ? null : await load(ports.express, scene.express())
    const before = await load(ports.bare, scene.bare())
    const subjects: Record<string, LoadRun> = {}
    for (const [name, requests] of Object.entries(scene.subjects)) subjects[name] = await load(own, requests())
    return { bare: [before, await load(ports.bare, scene.bare())], express, subjects }
  }
  // The first round warms code, pools and caches, and does not count.
  await runRound()
  return findingsOf(await runRounds(rounds, runRound, isNoisy))
}

const bareRate = ({ bare: [before, after] }: Round): number => (before.requestsPerSecond + after.requestsPerSecond) / 2

const isNoisy = ({ bare: [before, after] }: Round): boolean => differ(before.requestsPerSecond, after.requestsPerSecond)

const p99Of = (run: LoadRun | undefined): number => percentile(run?.latencies ?? [], 0.99)

const failuresOf = ({ statuses }: LoadRun): number =>
  Object.entries(statuses).reduce((sum, [status, count]) => sum + (/^[23]/.test(status) ? 0 : count), 0)

const findingsOf = (rounds: Rounds<Round>): HttpFindings => {
  const { kept } = rounds
  const names = Object.keys(kept[0]?.subjects ?? {})
  const figureOf = (name: string): HttpFigure => {
    const rateOf = (round: Round): number => round.subjects[name]?.requestsPerSecond ?? Number.NaN
    return {
      rate: spreadOver(kept, rateOf),
      p99: spreadOver(kept, ({ subjects }) => p99Of(subjects[name])),
      toBare: spreadOver(kept, (round) => rateOf(round) / bareRate(round)),
      toExpress: spreadOver(kept, (round) => round.express && rateOf(round) / round.express.requestsPerSecond),
    }
  }
  return {
    subjects: Object.fromEntries(names.map((name) => [name, figureOf(name)])),
    bare: {
      rate: spreadOver(kept, bareRate),
      p99: spreadOver(kept, ({ bare: [before, after] }) => (p99Of(before) + p99Of(after)) / 2),
    },
    express: spreadOver(kept, ({ express }) => express?.requestsPerSecond ?? null),
    rounds,
    failed: kept
      .flatMap(({ subjects, bare }) => [...Object.values(subjects), ...bare])
      .reduce((sum, run) => sum + failuresOf(run), 0),
  }
}

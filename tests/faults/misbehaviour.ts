import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome } from '../../src/mail/outcome.ts'
import { createRelayPool, type RelayPool } from '../../src/mail/relay-pool.ts'
import { parseRelay, RelayFault } from '../../src/mail/relay.ts'
import type { Outgoing, RelayConnection, Timeouts } from '../../src/mail/smtp-connection.ts'
import { openRudeServer, silence, type RudeServer } from '../mail/rude-server.ts'
import {
  behaviours,
  isPossible,
  matrixScene,
  phases,
  type Behaviour,
  type MisbehaviourPhase,
} from './misbehaviour-matrix.ts'
import { fiveReaders, messageTo, readerOf, type MisbehaviourScene } from './misbehaviour-scene.ts'
import { specials, type SpecialName } from './misbehaviour-specials.ts'
import { seeded, type Random } from './random.ts'

/** One way in which a relay can misbehave. The same name and seed make the same server and the same messages. */
export interface MisbehaviourCase {
  readonly id: string
  readonly seed: number
}

/** One line for machines. */
export interface MisbehaviourLine extends MisbehaviourCase {
  readonly suite: 'misbehaviour'
  readonly verdict: 'kept' | 'broken'
  readonly ms: number
  /** What was not as it has to be. */
  readonly why: readonly string[]
}

const cells = phases.flatMap((phase) =>
  behaviours.filter((behaviour) => isPossible(phase, behaviour)).map((behaviour) => `${phase}/${behaviour}`),
)

const ids = [
  ...cells.map((cell) => `pipelined/${cell}`),
  ...cells.map((cell) => `lockstep/${cell}`),
  ...Object.keys(specials).map((name) => `special/${name}`),
]

/** All 210, each with a seed of its own that follows from this one. */
export const misbehaviourCases = (seed: number): MisbehaviourCase[] =>
  ids.map((id, number) => ({ id, seed: (seed + number * 7919) % 2 ** 31 }))

const sceneOf = (id: string, random: Random): MisbehaviourScene => {
  const [mode, name, behaviour] = id.split('/')
  if (mode === 'special') return specials[name as SpecialName](random)
  const cell = { phase: name as MisbehaviourPhase, behaviour: behaviour as Behaviour }
  return matrixScene({ ...cell, pipelined: mode === 'pipelined' }, random)
}

/** Long, for machines that are busy with something else; short where nothing else ends a case. */
const patience = (ms: number): Timeouts => ({ connect: ms, greeting: ms, command: ms, afterDot: ms, message: 4 * ms })

const mostAttempts = 3
const mostFaults = 12

/** What came of a scene, as the client tells it. */
interface Told {
  readonly outcomes: Map<string, Outcome[]>
  readonly faults: RelayFault[]
}

interface Sending extends Told {
  readonly pool: RelayPool
  readonly queue: Outgoing[]
  readonly scene: MisbehaviourScene
}

/** Sends as a batch does: on each connection one after the other, the next one announced; deferred ones again, those in doubt never. */
const sendOn = async ({ pool, queue, outcomes, scene }: Sending, connection: RelayConnection): Promise<void> => {
  let outgoing = queue.shift()
  try {
    while (outgoing !== undefined && pool.isFit(connection)) {
      const upcoming = queue.shift()
      const outcome = await connection.send(outgoing, upcoming)
      const before = outcomes.get(outgoing.to) ?? []
      outcomes.set(outgoing.to, [...before, outcome])
      if (outcome.kind === 'deferred' && before.length < mostAttempts) queue.push(outgoing)
      await scene.peaceAfter?.(outgoing.to)
      outgoing = upcoming
    }
  } finally {
    if (outgoing !== undefined) queue.unshift(outgoing)
    pool.release(connection)
  }
}

const sendAll = async (sending: Sending): Promise<void> => {
  const lanes = new Set<Promise<void>>()
  while (sending.queue.length > 0 || lanes.size > 0) {
    if (sending.queue.length === 0) await Promise.race(lanes)
    else
      try {
        for (const connection of await sending.pool.acquireSome(sending.queue.length)) {
          const lane = sendOn(sending, connection).finally(() => lanes.delete(lane))
          lanes.add(lane)
        }
      } catch (error) {
        if (!(error instanceof RelayFault) || sending.faults.push(error) >= mostFaults) return
        await pause(20)
      }
  }
}

const tell = async (scene: MisbehaviourScene, server: RudeServer, random: Random): Promise<Told> => {
  const address = scene.login ? server.url.replace('//', '//user:secret@') : server.url
  const faults: RelayFault[] = []
  const pool = createRelayPool({
    relays: [parseRelay(`${address}${scene.options ?? ''}`)],
    connectionsPerRelay: scene.connections ?? 1,
    connection: { name: 'nashra.example', timeouts: patience(scene.isSilent === true ? 2000 : 15_000) },
    rest: 20,
    growth: 200,
    log: { info: silence, warn: silence },
  })
  const queue = (scene.readers ?? fiveReaders).map((reader) => messageTo(reader, random))
  const sending = { pool, queue, scene, outcomes: new Map<string, Outcome[]>(), faults }
  await Promise.all([sendAll(sending), scene.meanwhile?.(server)])
  await pool.close()
  return sending
}

const isTaken = (kind: Outcome['kind'] | undefined): boolean | null =>
  kind === 'uncertain' ? null : kind === 'accepted'

/** The client's word beside the server's own record. */
const faultsOf = (scene: MisbehaviourScene, { outcomes, faults }: Told, server: RudeServer): string[] => {
  const taken = Map.groupBy(server.taken, readerOf)
  const wrong = (scene.readers ?? fiveReaders).flatMap((reader) => {
    const kinds = (outcomes.get(reader) ?? []).map(({ kind }) => kind)
    const copies = taken.get(reader)?.length ?? 0
    const says = isTaken(kinds.at(-1))
    return [
      ...(scene.expects(reader).test(kinds.join(' ')) ? [] : [`${reader}: ${kinds.join(' ') || 'never sent'}`]),
      ...(copies > 1 ? [`${reader}: taken ${copies} times`] : []),
      ...(says !== null && says !== copies > 0 ? [`${reader}: ${kinds.at(-1)}, and the server took ${copies}`] : []),
    ]
  })
  const mustBeSecret = scene.options?.includes('starttls=required') === true
  return [
    ...wrong,
    ...(mustBeSecret && server.inClear.length > 0 ? [`said in the clear: ${server.inClear.length} commands`] : []),
    ...(scene.fault !== undefined && scene.fault !== faults.length > 0 ? [`faults found: ${faults.length}`] : []),
  ]
}

/** Plays one case against a server of its own. */
export const runMisbehaviour = async ({ id, seed }: MisbehaviourCase): Promise<MisbehaviourLine> => {
  const began = performance.now()
  const random = seeded(seed)
  const scene = sceneOf(id, random)
  await using server = await openRudeServer(scene.manners)
  const why = faultsOf(scene, await tell(scene, server, random), server)
  const ms = Math.round(performance.now() - began)
  return { suite: 'misbehaviour', id, seed, verdict: why.length === 0 ? 'kept' : 'broken', ms, why }
}

/** Plays many cases, so many at a time: most of them wait. */
export const runMisbehaviours = async (
  cases: readonly MisbehaviourCase[],
  atOnce = 30,
): Promise<MisbehaviourLine[]> => {
  const waiting = [...cases]
  const lines: MisbehaviourLine[] = []
  const play = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) lines.push(await runMisbehaviour(next))
  }
  await Promise.all(Array.from({ length: atOnce }, play))
  return lines
}

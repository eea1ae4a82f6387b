import type { Clock } from '../clock.ts'
import { domainOf } from '../domain/address.ts'
import { evidenceOf } from '../domain/politeness.ts'
import { verdictOf } from '../domain/smtp-status.ts'
import { utcDay } from '../domain/warm-up.ts'
import type { Log } from '../log.ts'
import type { MailHosts } from '../mail/mail-hosts.ts'
import type { Outcome } from '../mail/outcome.ts'
import type { Store } from '../store/store.ts'
import { createDestinationBook, type DestinationBook } from './destination-book.ts'
import type { DestinationLane } from './destination-lane.ts'
import { createDestinationNames, wireDomain, type DestinationNames } from './destination-names.ts'
import type { Manners, Place } from './manners.ts'
import { createSenderAllowance, type SenderAllowance } from './sender-allowance.ts'

export interface MannersParts {
  readonly store: Pick<Store, 'destinations' | 'senderDays' | 'batches'>
  readonly hosts: MailHosts
  readonly clock: Clock
  /** Milliseconds of a clock that never jumps. */
  readonly elapsed: () => number
  readonly log: Log
}

/** Manners that are to be closed, so that what was learnt last is kept. */
export interface KeptManners extends Manners {
  close(): Promise<void>
}

/** What all workers know is read again after so long, while there is something to send. */
const shareEveryMs = 3000
/** What is older is not gone by: meanwhile an admin may have paused what nobody sent to. */
const staleMs = 5000
const sharingMs = 20
/** So many destinations that refuse one after the other, and nobody accepts between: that is the relay's own trouble. */
const destinationsOfARelay = 3

class SharedManners implements KeptManners {
  readonly #parts: MannersParts
  readonly #book: DestinationBook
  readonly #names: DestinationNames
  #senders: ReadonlyMap<string, SenderAllowance> = new Map()
  readonly #refusing = new Set<string>()
  #day = ''
  #workers = 1
  #readAt = -Infinity
  #sharedAt = -Infinity
  #sharing: Promise<void> | null = null

  constructor(parts: MannersParts) {
    this.#parts = parts
    this.#book = createDestinationBook(parts)
    this.#names = createDestinationNames(parts.hosts)
  }

  async acquaint(domains: Iterable<string>): Promise<void> {
    await Promise.all([this.#names.acquaint(domains), this.#refresh()])
  }

  destinationOf(address: string): string {
    const domain = wireDomain(domainOf(address))
    return this.#book.isNamed(domain) ? domain : this.#names.of(domain)
  }

  ask(destination: string, senderDomain: string): Place | number {
    const now = this.#parts.elapsed()
    if (now - this.#sharedAt >= shareEveryMs) this.#share()
    if (now - this.#readAt > staleMs) return sharingMs
    const lane = this.#book.laneOf(destination)
    const wait = lane.wait(now)
    if (wait > 0) return wait
    const sender = this.#senders.size > 0 ? this.#senders.get(senderDomain.toLowerCase()) : undefined
    if (sender === undefined) return new TakenPlace(this, lane, undefined, now)
    const today = this.#parts.clock.now().getTime()
    const senderWait = sender.wait(today)
    if (senderWait > 0) return senderWait
    sender.enter(today)
    return new TakenPlace(this, lane, sender, now)
  }

  /** What came of a message of this lane. */
  learn(lane: DestinationLane, outcome: Outcome, begunAt: number): void {
    const now = this.#parts.elapsed()
    if (outcome.kind === 'accepted') {
      if (this.#refusing.size > 0) this.#refusing.clear()
      return lane.accept(begunAt, now)
    }
    if (outcome.kind !== 'deferred') return lane.leave()
    const verdict = verdictOf(outcome)
    if (evidenceOf(verdict) !== 'none' && this.#refusing.size < destinationsOfARelay) this.#refusing.add(lane.name)
    if (this.#refusing.size >= destinationsOfARelay) return lane.leave()
    lane.refuse(verdict, outcome.reply, { begunAt, now })
  }

  async close(): Promise<void> {
    await this.#sharing
    try {
      await this.#book.keep()
      for (const sender of new Set(this.#senders.values())) await sender.giveBack()
    } catch (error) {
      this.#parts.log.warn({ error: String(error) }, 'what was learnt of receivers last could not be kept')
    }
  }

  /** Whoever begins with something, such as a batch, goes by everything that was said until then. */
  async #refresh(): Promise<void> {
    // One that is under way may have read before we were asked.
    await this.#sharing
    this.#share()
    await this.#sharing
  }

  #share(): void {
    if (this.#sharing !== null) return
    const began = this.#parts.elapsed()
    this.#sharedAt = began
    this.#sharing = this.#shareNow()
      .then(() => void (this.#readAt = began))
      .catch((error: unknown) =>
        this.#parts.log.warn({ error: String(error) }, 'what is known of receivers could not be shared'),
      )
      .finally(() => (this.#sharing = null))
  }

  async #shareNow(): Promise<void> {
    const { store } = this.#parts
    this.#workers = await store.batches.workers()
    await this.#book.share(this.#workers)
    await this.#readSenders(utcDay(this.#parts.clock.now().getTime()))
  }

  /** Senders that go on being warmed up keep what they have set aside. */
  async #readSenders(day: string): Promise<void> {
    const { store, log } = this.#parts
    const before = day === this.#day ? this.#senders : new Map<string, SenderAllowance>()
    const senders = new Map<string, SenderAllowance>()
    for (const { domain, earlier, used } of await store.senderDays.warming(day)) {
      const onFault = (error: unknown): void =>
        log.warn({ domain, error: String(error) }, 'a new sender’s allowance could not be read')
      const parts = { store, domain, day, earlier, used, workers: () => this.#workers, onFault }
      const allowance = before.get(domain) ?? createSenderAllowance(parts)
      if (allowance !== null) senders.set(domain, allowance).set(wireDomain(domain), allowance)
    }
    const gone = new Set(this.#senders.values())
    for (const allowance of senders.values()) gone.delete(allowance)
    this.#senders = senders
    this.#day = day
    for (const allowance of gone) await allowance.giveBack()
  }
}

class TakenPlace implements Place {
  readonly #manners: SharedManners
  readonly #lane: DestinationLane
  readonly #sender: SenderAllowance | undefined
  readonly #begunAt: number
  #hasLeft = false

  constructor(manners: SharedManners, lane: DestinationLane, sender: SenderAllowance | undefined, now: number) {
    this.#manners = manners
    this.#lane = lane
    this.#sender = sender
    this.#begunAt = now
    lane.enter(now)
  }

  leave(outcome: Outcome | null): void {
    if (this.#hasLeft) return
    this.#hasLeft = true
    if (outcome === null) this.#sender?.takeBack()
    else this.#sender?.leave(outcome.kind === 'accepted' || outcome.kind === 'uncertain')
    if (outcome === null) this.#lane.giveBack()
    else this.#manners.learn(this.#lane, outcome, this.#begunAt)
  }
}

/** Manners shared by all workers through the database. Nothing is read until somebody wants to send. */
export const createManners = (parts: MannersParts): KeptManners => new SharedManners(parts)

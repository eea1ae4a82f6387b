import { breaker, judgeHandOvers, likenessOf, type Condition } from '../domain/alarm.ts'
import { verdictOf } from '../domain/smtp-status.ts'
import type { Outcome } from '../mail/outcome.ts'
import { newsletterOf } from './follow-link.ts'
import type { House } from './house.ts'
import { pauseForAlarm } from './raise-alarm.ts'

/** Watches the hand-overs of an issue in one worker, and pulls the brake before a whole audience is burnt. */
export interface Breaker {
  /** Counts an outcome. Resolves at once, or, when it is one too many, once the issue is paused. */
  saw(outcome: Outcome): Promise<void>
  /** True once nothing more is to be begun here, which is sooner than the issue can be paused. */
  readonly isPulled: boolean
}

/** Refusals that say something of us, not of the reader whom they meet. */
const isAboutUs = (outcome: Outcome): boolean => {
  if (outcome.kind === 'accepted' || outcome.kind === 'deferred') return false
  if (outcome.kind === 'uncertain') return true
  return outcome.reason !== 'address_not_supported' && verdictOf(outcome).matter !== 'reader'
}

const isUnknownReader = (outcome: Outcome): boolean =>
  outcome.kind === 'refused' &&
  outcome.reason === 'relay' &&
  ['mailbox_unknown', 'domain_unknown'].includes(verdictOf(outcome).reason)

const oneMore = (yes: boolean): number => (yes ? 1 : 0)

class IssueBreaker implements Breaker {
  readonly #house: House
  readonly #issueId: string
  /** Whether each of the last hand-overs failed, in a ring. */
  readonly #last: boolean[] = []
  #failed = 0
  #alike = 0
  #words = ''
  #total = 0
  #unknownReaders = 0
  #pulled = false
  isPulled = false

  constructor(house: House, issueId: string) {
    this.#house = house
    this.#issueId = issueId
  }

  async saw(outcome: Outcome): Promise<void> {
    this.#count(outcome)
    if (this.#pulled) return
    const why = judgeHandOvers({
      seen: this.#last.length,
      failed: this.#failed,
      alike: this.#alike,
      total: this.#total,
      unknownReaders: this.#unknownReaders,
    })
    if (why === null) return
    this.#pulled = true
    // Hard bounces may be known to an admin, who lets the issue go on all the same.
    this.isPulled = why === 'breaker'
    await this.#pull(why, outcome.reply)
  }

  #count(outcome: Outcome): void {
    const failed = outcome.kind === 'refused' || outcome.kind === 'uncertain'
    const place = this.#total % breaker.window
    this.#failed += oneMore(failed) - oneMore(this.#last[place] ?? false)
    this.#last[place] = failed
    this.#total += 1
    this.#unknownReaders += oneMore(isUnknownReader(outcome))
    const words = isAboutUs(outcome) ? `${outcome.kind} ${likenessOf(outcome.reply)}` : ''
    this.#alike = words === '' ? 0 : words === this.#words ? this.#alike + 1 : 1
    this.#words = words
  }

  async #pull(why: 'breaker' | 'hard_bounces', reply: string): Promise<void> {
    try {
      const issue = await this.#house.store.issues.byId(this.#issueId)
      const newsletter = await newsletterOf(this.#house, issue?.newsletterId ?? '')
      await pauseForAlarm(this.#house, this.#issueId, this.#condition(why, newsletter.name, reply))
    } catch (error) {
      // A database that is away lets nothing pass the fence either; the next outcome pulls again.
      this.#pulled = false
      this.isPulled = false
      this.#house.log.warn({ issue: this.#issueId, error: String(error) }, 'an issue could not be paused')
    }
  }

  #condition(why: 'breaker' | 'hard_bounces', newsletter: string, reply: string): Condition {
    const about = { kind: why, about: `issue ${this.#issueId}`, level: 'grave' } as const
    if (why === 'hard_bounces')
      return { ...about, facts: { newsletter, count: this.#unknownReaders, total: this.#total } }
    return {
      ...about,
      facts: { newsletter, count: this.#failed, total: this.#last.length, reply: withoutAddresses(reply) },
    }
  }
}

/** What a relay says may name the reader, who may be forgotten one day. */
const withoutAddresses = (reply: string): string => reply.replaceAll(/[^\s<>"]+@[^\s<>",;:]+/g, '…').slice(0, 300)

/** A breaker for the hand-overs of one batch; several of one issue each come to the same end. */
export const createBreaker = (house: House, issueId: string): Breaker => new IssueBreaker(house, issueId)

import type { Cadence } from '../../src/domain/cadence.ts'

/** A post as readers should come to see it. Times are milliseconds since the epoch. */
export interface ExpectedPost {
  readonly name: string
  state: 'settling' | 'ready' | 'held' | 'never'
  readyAt: number
}

export interface ExpectedReader {
  readonly address: string
  active: boolean
  cadence: Cadence
  /** Posts ready after this are theirs. */
  from: number
  readonly got: Set<string>
}

const hour = 3_600_000
const day = 24 * hour
const riyadh = 3 * hour
/** The first of January 1970 was a Thursday. */
const daysSinceSunday = (date: number): number => (date + 4) % 7

/** The last eight o'clock in Riyadh up to an instant, every day or on Sundays. */
export const lastSlot = (cadence: Exclude<Cadence, 'instantly'>, now: number): number => {
  const date = Math.floor((now + riyadh - 8 * hour) / day)
  return (date - (cadence === 'weekly' ? daysSinceSunday(date) : 0)) * day + 8 * hour - riyadh
}

export const startOfPeriod = (cadence: Cadence, now: number): number =>
  cadence === 'instantly' ? now : lastSlot(cadence, now)

export type Expectations = ReturnType<typeof createExpectations>

/** Who should get which posts, worked out with sets of posts and no window at all: an issue brings each of its readers what is theirs and not had yet. */
export const createExpectations = (founded: number) => {
  const posts: ExpectedPost[] = []
  const readers: ExpectedReader[] = []
  const slots = new Set<string>()
  let lastInstant = founded

  const settle = (now: number): void => {
    for (const post of posts) if (post.state === 'settling' && post.readyAt <= now) post.state = 'ready'
  }
  const issue = (cadence: Cadence | null, now: number): string[] => {
    if (cadence === null || cadence === 'instantly') lastInstant = now
    return readers
      .filter((reader) => reader.active && (cadence === null || reader.cadence === cadence))
      .flatMap((reader) => {
        const due = posts.filter(
          ({ name, state, readyAt }) => state === 'ready' && readyAt > reader.from && !reader.got.has(name),
        )
        for (const { name } of due) reader.got.add(name)
        return due.length === 0
          ? []
          : [
              mailTo(
                reader.address,
                due.map(({ name }) => name),
              ),
            ]
      })
  }
  const slotIsDue = (cadence: 'daily' | 'weekly', now: number): boolean => {
    const slot = lastSlot(cadence, now)
    if (slots.has(`${cadence} ${slot}`) || now - slot > 6 * hour || slot <= founded) return false
    slots.add(`${cadence} ${slot}`)
    return true
  }
  return {
    posts,
    readers,
    /** The mails of one look at the clock. */
    planned(now: number): string[] {
      settle(now)
      const isNews = posts.some(({ state, readyAt }) => state === 'ready' && readyAt > lastInstant && readyAt <= now)
      const due = (['daily', 'weekly'] as const).filter((cadence) => slotIsDue(cadence, now))
      return [...(isNews ? issue('instantly', now) : []), ...due.flatMap((cadence) => issue(cadence, now))].toSorted()
    },
    /** The mails of an issue that an admin sends now. It does not wait for what still settles. */
    triggered(cadence: Cadence | null, now: number): string[] {
      const waiting = posts.filter(({ state }) => state === 'settling')
      const early = new Map(waiting.map((post) => [post, post.readyAt]))
      for (const post of waiting) Object.assign(post, { state: 'ready', readyAt: Math.min(post.readyAt, now) })
      const mails = issue(cadence, now).toSorted()
      if (mails.length === 0) for (const [post, readyAt] of early) Object.assign(post, { state: 'settling', readyAt })
      return mails
    },
  }
}

/** One mail in words: to whom, and which posts it holds. */
export const mailTo = (address: string, names: readonly string[]): string => `${address}: ${names.toSorted().join(' ')}`

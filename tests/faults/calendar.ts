/** A stretch of days in a zone, and the hour at which a daily digest falls due there. */
export interface Stretch {
  readonly timeZone: string
  readonly from: Temporal.PlainDate
  readonly days: number
  readonly hour: number
}

/** A change of the clocks of a zone. */
interface Change {
  readonly at: Temporal.ZonedDateTime
  /** Minutes by which they are put forward, or back when negative. */
  readonly minutes: number
}

const changesOf = (timeZone: string, after: string): Change[] => {
  const changes: Change[] = []
  let at = Temporal.ZonedDateTime.from(`${after}T00:00[${timeZone}]`).getTimeZoneTransition('next')
  for (; at !== null && changes.length < 6; at = at.getTimeZoneTransition('next')) {
    const before = at.subtract({ nanoseconds: 1 })
    changes.push({ at, minutes: (at.offsetNanoseconds - before.offsetNanoseconds) / 60e9 })
  }
  return changes
}

/**
 * Seven days around the next time that the clocks of a zone are put forward or back, with the digest at an hour that then does
 * not exist or comes twice. A zone that never changes has an ordinary week at midnight.
 */
export const weekOfChange = (timeZone: string, direction: 'forward' | 'back', after = '2027-01-01'): Stretch => {
  const change = changesOf(timeZone, after).find(({ minutes }) => minutes > 0 === (direction === 'forward'))
  if (change === undefined) return { timeZone, from: Temporal.PlainDate.from(after), days: 7, hour: 0 }
  const { at, minutes } = change
  // The wall clock as it would have gone on, or as it is gone through for the second time.
  const wall = direction === 'forward' ? at.toPlainDateTime().subtract({ minutes }) : at.toPlainDateTime()
  return { timeZone, from: wall.toPlainDate().subtract({ days: 3 }), days: 7, hour: wall.hour }
}

/** The instants at which the digests of a stretch fall due: by wall clock, at the first minute there is where the hour does not exist. */
export const slotsOf = ({ timeZone, from, days, hour }: Stretch): string[] =>
  Array.from({ length: days }, (_, day) => {
    const wall = from.add({ days: day }).toPlainDateTime({ hour })
    const early = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
    const late = wall.toZonedDateTime(timeZone, { disambiguation: 'later' })
    const exists = early.toPlainDateTime().equals(wall)
    const slot = exists ? early : (early.getTimeZoneTransition('next') ?? late)
    return slot.toInstant().toString()
  })

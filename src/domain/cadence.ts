/** How often a reader is mailed. Chosen weekdays and months come with later cadences. */
export const cadences = ['instantly', 'daily', 'weekly'] as const
export type Cadence = (typeof cadences)[number]

/** Cadences that fall due by the clock; `instantly` waits for a post and has no slots. */
export type ScheduledCadence = Exclude<Cadence, 'instantly'>

/** Whether a cadence has slots. */
export const isScheduled = (cadence: Cadence): cadence is ScheduledCadence => cadence !== 'instantly'

/** When digests fall due. */
export interface Schedule {
  readonly cadence: ScheduledCadence
  /** IANA time zone. */
  readonly timeZone: string
  /** Local hour, 0-23. */
  readonly hour: number
  /** ISO weekday of weekly slots: 1 is Monday, 7 Sunday. Daily slots ignore it. */
  readonly weekday: number
}

/** Whether a text names a time zone by place (`Asia/Riyadh`) or as UTC; bare offsets know no summer time and do not count. */
export const isTimeZone = (text: string): boolean => {
  if (!/^[A-Za-z]/.test(text)) return false
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: text }))
  } catch {
    return false
  }
}

/** The slot that belongs to a local day. */
const slotOn = ({ timeZone, hour }: Schedule, day: Temporal.PlainDate): Temporal.ZonedDateTime => {
  const wanted = day.toPlainDateTime({ hour })
  // `earlier` is the first of two, or, where the clock jumps over the hour, an instant just before that jump.
  const found = wanted.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  return found.toPlainDateTime().equals(wanted) ? found : (found.getTimeZoneTransition('next') ?? found)
}

/** The last day up to the given one on which a slot falls. */
const dueDay = ({ cadence, weekday }: Schedule, day: Temporal.PlainDate): Temporal.PlainDate =>
  cadence === 'daily' ? day : day.subtract({ days: (day.dayOfWeek - weekday + 7) % 7 })

/** The day whose slot is the last one at or before an instant. */
const dayOfPreviousSlot = (schedule: Schedule, now: Date): Temporal.PlainDate => {
  const instant = Temporal.Instant.fromEpochMilliseconds(now.getTime())
  const day = dueDay(schedule, instant.toZonedDateTimeISO(schedule.timeZone).toPlainDate())
  const isPast = slotOn(schedule, day).epochMilliseconds <= instant.epochMilliseconds
  return isPast ? day : dueDay(schedule, day.subtract({ days: 1 }))
}

const toDate = (zoned: Temporal.ZonedDateTime): Date => new Date(zoned.epochMilliseconds)

/** The last slot at or before an instant. A local time that does not exist runs at the first that does, one that occurs twice once. */
export const previousSlot = (schedule: Schedule, now: Date): Date =>
  toDate(slotOn(schedule, dayOfPreviousSlot(schedule, now)))

/** The first slot strictly after an instant, by the same rules. */
export const nextSlot = (schedule: Schedule, now: Date): Date =>
  toDate(slotOn(schedule, dayOfPreviousSlot(schedule, now).add({ days: schedule.cadence === 'daily' ? 1 : 7 })))

/**
 * The name of a slot, such as `daily 2027-04-30T00:00`: cadence and the local time that was meant, without an offset.
 * Clocks that repeat, jump or are corrected give the same name, so one slot cannot make two issues.
 */
export const slotKey = (schedule: Schedule, slot: Date): string => {
  const meant = dayOfPreviousSlot(schedule, slot).toPlainDateTime({ hour: schedule.hour })
  return `${schedule.cadence} ${meant.toString({ smallestUnit: 'minute' })}`
}

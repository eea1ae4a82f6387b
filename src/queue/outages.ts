/** The part of the log that the queue writes to. */
export interface QueueLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** A spell in which the queue fails: its beginning and its end are logged, and nothing in between. */
export interface Outage {
  goesOn(error: unknown): void
  isOver(): void
}

/** Tells one outage after another; `whose` names the side of the queue that notices them. */
export function watchOutages(log: QueueLog, whose: string): Outage {
  let failing = false
  return {
    goesOn(error) {
      if (!failing) log.warn({ err: error, whose }, 'the queue fails; the sweep will find the work')
      failing = true
    },
    isOver() {
      if (failing) log.info({ whose }, 'the queue works again')
      failing = false
    },
  }
}

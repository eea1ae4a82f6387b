/** How late an ask may come, in milliseconds, and what it missed still be made up for: senders are busy, timers late. */
const credit = 50
/** The span in milliseconds over which a budget is kept, the credit included. */
const span = 10_000

/**
 * Milliseconds between two messages of a budget of so many a minute. A bucket that refills continuously is kept as one
 * instant, the next at which a message is due; it never sleeps whole seconds. In no span of ten seconds more than the
 * budget passes, and with steady demand at least 99 % of it.
 */
export const spacingOf = (perMinute: number): number => (60_000 / perMinute) * (1 + credit / span)

/** When the next message is due after one that left at `now`. All in milliseconds of one steady clock. */
export const dueAfter = (due: number, now: number, spacing: number): number => Math.max(due, now - credit) + spacing

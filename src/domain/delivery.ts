/** The life of one rendition handed to one subscription. `accepted` is what the relay said; whether it was read, nobody knows. */
export const deliveryStates = [
  'planned',
  'handing_over',
  'accepted',
  'deferred',
  'refused',
  'uncertain',
  'skipped',
  'cancelled',
  'expired',
] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** States from which the machine tries again; all others are final. */
export const openDeliveryStates = ['planned', 'handing_over', 'deferred'] as const satisfies readonly DeliveryState[]

export const skipReasons = ['unsubscribed', 'suppressed', 'paused', 'erased'] as const
export type SkipReason = (typeof skipReasons)[number]

export const issueStates = ['scheduled', 'sending', 'paused', 'finished', 'cancelled'] as const
export type IssueState = (typeof issueStates)[number]

/** How many deliveries of an issue stand in each state. */
export type DeliveryCounts = Readonly<Record<DeliveryState, number>>

/** Whether a delivery has come to its end; only an admin's word moves an `uncertain` one again. */
export const isFinal = (state: DeliveryState): boolean => !openDeliveryStates.some((open) => open === state)

/** Deliveries that are not yet final; an issue is finished only when there are none. */
export const openOf = (counts: DeliveryCounts): number =>
  openDeliveryStates.reduce((sum, state) => sum + counts[state], 0)

/** Whether every delivery that was planned at the freeze is in exactly one state: none dropped, none added. */
export const conserved = (counts: DeliveryCounts, planned: number): boolean =>
  deliveryStates.every((state) => counts[state] >= 0) &&
  deliveryStates.reduce((sum, state) => sum + counts[state], 0) === planned

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

export const skipReasons = ['unsubscribed', 'suppressed', 'paused', 'erased'] as const
export type SkipReason = (typeof skipReasons)[number]

export const issueStates = ['scheduled', 'sending', 'paused', 'finished', 'cancelled'] as const
export type IssueState = (typeof issueStates)[number]

/** How many deliveries of an issue stand in each state. */
export type DeliveryCounts = Readonly<Record<DeliveryState, number>>

import type { SubscriptionState } from './subscription.ts'

/** The mails that answer a signup. */
export const signupNotices = ['confirm', 'already_subscribed', 'come_back'] as const
export type SignupNotice = (typeof signupNotices)[number]

/** Which mail answers a signup of a reader who is, by now, in this state. */
export const signupNotice = (state: SubscriptionState): SignupNotice => {
  if (state === 'active' || state === 'paused') return 'already_subscribed'
  return state === 'unsubscribed' ? 'come_back' : 'confirm'
}

/** Minutes in which one subscription is answered once, and in which one address is answered three times at the most. */
export const signupSpans = { subscription: 15, address: 24 * 60 } as const

/** Whether one more answer may be mailed, by how many went out in the spans before. Manage links keep to the same, counted apart. */
export const withinNoticeLimits = (sent: { readonly toSubscription: number; readonly toAddress: number }): boolean =>
  sent.toSubscription < 1 && sent.toAddress < 3

import { signupSpans, withinNoticeLimits } from '../domain/signup.ts'
import type { NoticeKind } from '../store/notices.ts'
import type { Transaction } from '../store/store.ts'

/** Whether one more notice of these kinds may go to a reader. The caller holds the subscriber's or subscription's row, so that parallel requests count each other. */
export const mayMail = async (
  store: Transaction,
  {
    subscriberId,
    subscriptionId,
    kinds,
  }: { subscriberId: string; subscriptionId: string; kinds: readonly NoticeKind[] },
  now: Date,
): Promise<boolean> => {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
  return withinNoticeLimits({
    toSubscription: await store.notices.countSince(ago(signupSpans.subscription), {
      subscriberId,
      subscriptionId,
      kinds,
    }),
    toAddress: await store.notices.countSince(ago(signupSpans.address), { subscriberId, subscriptionId: null, kinds }),
  })
}

import type { House } from './house.ts'

/** Finds whatever the queue forgot or a dead worker left, and wakes the workers for it. Meant to run every few seconds. */
export const sweep = async (house: House): Promise<void> => {
  const { store, queues, clock } = house
  const now = clock.now()
  const overdue = new Map((await store.batches.overdue()).map(({ id, token }) => [id, token]))
  await queues.wakeMany(
    'send-batch',
    overdue
      .keys()
      .map((batchId) => ({ batchId }))
      .toArray(),
    // The queue may still hold the job of a worker that died over it, and would keep this one until it notices.
    ({ batchId }) => `${batchId} ${overdue.get(batchId)}`,
  )
  const notices = await store.notices.overdue(now)
  await queues.wakeMany(
    'send-notice',
    notices.map((noticeId) => ({ noticeId })),
  )
  const sources = await store.sources.due(now)
  await queues.wakeMany(
    'sync-source',
    sources.map(({ id }) => ({ sourceId: id })),
  )
  await store.transaction(({ batches }) => batches.abandonLapsed())
  for (const issueId of await store.issues.allDone()) await store.issues.finishIfDone(issueId, now)
}

/** Throws away what nobody will ask for any more. */
export const tidy = async ({ store, clock }: House): Promise<void> => {
  await store.users.dropExpired(clock.now())
  await store.idempotency.dropOld()
}

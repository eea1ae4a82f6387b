/** Everything the queue can carry: where each job waits, and the ids that are all it may hold. */
export const jobs = {
  'send-batch': { queue: 'batches', ids: ['batchId'] },
  'send-notice': { queue: 'notices', ids: ['noticeId'] },
  'plan-issues': { queue: 'chores', ids: [] },
  'sync-source': { queue: 'chores', ids: ['sourceId'] },
  sweep: { queue: 'chores', ids: [] },
} as const

export const queueNames = ['batches', 'notices', 'chores'] as const

export type QueueName = (typeof queueNames)[number]
export type JobName = keyof typeof jobs

/** What a job carries: its ids by name, or nothing at all. */
export type Payload<Name extends JobName> = (typeof jobs)[Name]['ids'] extends readonly []
  ? Record<string, never>
  : { readonly [Id in (typeof jobs)[Name]['ids'][number]]: string }

/** The jobs that need no ids, and so can come round by the clock. */
export type ChoreName = { [Name in JobName]: Payload<Name> extends Record<string, never> ? Name : never }[JobName]

/** One function for every job; its promise settles when the work is done, and the signal asks it to stop early. */
export type Duties = {
  readonly [Name in JobName]: (payload: Payload<Name>, signal: AbortSignal) => Promise<void>
}

/** Whether a name found in the queue is one of ours: a job may have been left by another version of the program. */
export const isJobName = (name: string): name is JobName => Object.hasOwn(jobs, name)

/** The ids of a job and nothing else of what came with them. Throws a TypeError when one is missing. */
export function idsOf<Name extends JobName>(name: Name, carried: Readonly<Record<string, unknown>>): Payload<Name> {
  const ids = jobs[name].ids.map((id) => {
    const value = carried[id]
    if (typeof value !== 'string') throw new TypeError(`The job ${name} needs its ${id}.`)
    return [id, value]
  })
  return Object.fromEntries(ids) as Payload<Name>
}

/** Asks the same of every queue at once. */
export async function perQueue<Answer>(ask: (name: QueueName) => Promise<Answer>): Promise<Record<QueueName, Answer>> {
  const [batches, notices, chores] = await Promise.all([ask('batches'), ask('notices'), ask('chores')])
  return { batches, notices, chores }
}

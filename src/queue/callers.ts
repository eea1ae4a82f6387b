import { patience, type Backend, type JobQueue } from './backend.ts'
import { before } from './deadline.ts'
import { idsOf, jobs, perQueue, queueNames, type JobName, type Payload, type QueueName } from './jobs.ts'
import { watchOutages, type QueueLog } from './outages.ts'
import type { QueueCounts, Queues, WakeOptions } from './queues.ts'

/** Jobs sent in one round trip. */
const chunkSize = 200

/** The side of the queue that asks for work. Rejects only when PostgreSQL, being the queue, is away at this moment. */
export async function openCallers(backend: Backend, log: QueueLog): Promise<Omit<Queues, 'work'>> {
  const opened = await perQueue((name) => backend.openQueue(name))
  const ask = asking((name) => opened[name].thing, log)
  return {
    async wake(name, payload, options) {
      const call = callFor(name, payload, options)
      await ask(jobs[name].queue, (queue) => queue.add(call.name, call.data, call.opts))
    },
    async wakeMany(name, payloads, idOf) {
      const calls = payloads.map((payload) => callFor(name, payload, idOf ? { id: idOf(payload) } : {}))
      for (let start = 0; start < calls.length; start += chunkSize) {
        const added = await ask(jobs[name].queue, (queue) => queue.addBulk(calls.slice(start, start + chunkSize)))
        if (!added) return
      }
    },
    async every(name, milliseconds) {
      const schedule = (queue: JobQueue) => queue.upsertJobScheduler(name, { every: milliseconds }, { name, data: {} })
      const repairAndSchedule = (queue: JobQueue) => backend.prepare().then(() => schedule(queue))
      await ask(jobs[name].queue, (queue) => schedule(queue).catch(() => repairAndSchedule(queue)))
    },
    async counts() {
      const { batches, notices, chores } = await perQueue((name) => ask(name, countJobs))
      return batches && notices && chores && { batches, notices, chores }
    },
    async close() {
      await Promise.all(queueNames.map((name) => opened[name].disconnect()))
    },
  }
}

/** Puts a question to a queue; the answer is null when the queue fails or takes longer than we wait for it. */
type Ask = <Answer>(name: QueueName, question: (queue: JobQueue) => Promise<Answer>) => Promise<Answer | null>

function asking(queueOf: (name: QueueName) => JobQueue, log: QueueLog): Ask {
  const outage = watchOutages(log, 'callers')
  return async (name, question) => {
    try {
      const answer = await before(AbortSignal.timeout(patience), question(queueOf(name)))
      outage.isOver()
      return answer
    } catch (error) {
      outage.goesOn(error)
      return null
    }
  }
}

/** A delayed call has a key of its own: else it would swallow those that must not wait. */
function callFor<Name extends JobName>(name: Name, payload: Payload<Name>, { delayMs = 0, id }: WakeOptions = {}) {
  const ids = idsOf(name, payload)
  const key = [name, id ?? Object.values(ids).join('-')].join('-')
  const deduplication =
    delayMs > 0 ? { id: `${key}-later`, keepLastIfActive: true, reschedule: true } : { id: key, keepLastIfActive: true }
  return { name, data: ids, opts: { delay: delayMs, deduplication } }
}

async function countJobs(queue: JobQueue): Promise<QueueCounts> {
  const { waiting = 0, active = 0, delayed = 0 } = await queue.getJobCounts('waiting', 'active', 'delayed')
  return { waiting, active, delayed }
}

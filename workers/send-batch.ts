import type { House } from '../src/usecases/house.ts'
import type { Payload } from '../src/queue/jobs.ts'
import { sendBatch } from '../src/usecases/send-batch.ts'

/** Hands over a batch of an issue. */
export const workOnBatch = (house: House, { batchId }: Payload<'send-batch'>, signal: AbortSignal): Promise<void> =>
  sendBatch(house, batchId, signal)

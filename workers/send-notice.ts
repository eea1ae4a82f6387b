import type { Payload } from '../src/queue/jobs.ts'
import type { House } from '../src/usecases/house.ts'
import { sendNotice } from '../src/usecases/send-notice.ts'

/** Mails a notice. */
export const workOnNotice = (house: House, { noticeId }: Payload<'send-notice'>): Promise<void> =>
  sendNotice(house, noticeId)

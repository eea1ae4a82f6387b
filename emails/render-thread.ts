import { parentPort } from 'node:worker_threads'
import type { RenderedMail } from '../src/domain/digest.ts'
import { renderDigest, renderNotice } from './render.ts'

/** What the thread is asked: the arguments of one render. */
export type Order =
  | { readonly id: number; readonly kind: 'digest'; readonly what: Parameters<typeof renderDigest> }
  | { readonly id: number; readonly kind: 'notice'; readonly what: Parameters<typeof renderNotice> }

export type Answer =
  { readonly id: number; readonly mail: RenderedMail } | { readonly id: number; readonly failure: unknown }

const answerTo = async (order: Order): Promise<Answer> => {
  try {
    const mail = order.kind === 'digest' ? await renderDigest(...order.what) : await renderNotice(...order.what)
    return { id: order.id, mail }
  } catch (failure) {
    return { id: order.id, failure }
  }
}

parentPort?.on('message', (order: Order) => {
  void answerTo(order).then((answer) => parentPort?.postMessage(answer, []))
})

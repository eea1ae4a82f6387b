import { Worker } from 'node:worker_threads'
import type { RenderedMail } from '../src/domain/digest.ts'
import { digestFaults } from './guard.ts'
import type { renderDigest, renderNotice } from './render.ts'
import type { Answer, Order } from './render-thread.ts'

/** The renders of `render.ts`, in a thread of their own. */
export interface Renderer {
  readonly renderDigest: typeof renderDigest
  readonly renderNotice: typeof renderNotice
  /** What forbids sending a digest that was rendered; no thread is needed for it. */
  readonly digestFaults: typeof digestFaults
  /** Ends the thread; renders under way are rejected, and later ones too. */
  readonly close: () => Promise<void>
}

export interface RendererLimits {
  /** Milliseconds without work after which the thread ends, and MJML's memory with it. */
  readonly idleMs: number
  /** The longest a single render may take, in milliseconds; loading MJML counts for the first. */
  readonly renderMs: number
  readonly heapMb: number
}

interface Thread {
  readonly worker: Worker
  readonly pending: Map<number, PromiseWithResolvers<RenderedMail>>
  timer: NodeJS.Timeout | undefined
}

type Ending = (thread: Thread, reason: Error) => void

/** Sets the one clock of a thread: the time limit while it works, the idle time while it does not. */
const rewind = (thread: Thread, { renderMs, idleMs }: RendererLimits, end: Ending): void => {
  clearTimeout(thread.timer)
  if (thread.pending.size > 0) {
    thread.worker.ref()
    thread.timer = setTimeout(() => end(thread, new Error(`a mail took more than ${renderMs} ms to render`)), renderMs)
  } else {
    thread.worker.unref()
    thread.timer = setTimeout(() => end(thread, new Error('the render thread had nothing to do')), idleMs).unref()
  }
}

const startThread = (limits: RendererLimits, end: Ending): Thread => {
  const worker = new Worker(new URL('./render-thread.js', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMb },
    // Templates have no business with secrets or with our process's flags.
    env: {},
    execArgv: [],
  })
  const thread: Thread = { worker, pending: new Map(), timer: undefined }
  worker.on('message', (answer: Answer) => {
    const waiting = thread.pending.get(answer.id)
    thread.pending.delete(answer.id)
    if ('mail' in answer) waiting?.resolve(answer.mail)
    else waiting?.reject(answer.failure)
    rewind(thread, limits, end)
  })
  worker.on('error', (error: Error) => end(thread, error))
  worker.on('exit', (code) => end(thread, new Error(`the render thread ended with code ${code}`)))
  return thread
}

/**
 * Renders in a worker thread that starts on demand and ends itself after `idleMs` without work. A thread that crashes, runs
 * out of memory or exceeds the time limit rejects all renders under way; the next render starts a fresh one.
 */
export const createRenderer = (chosen: Partial<RendererLimits> = {}): Renderer => {
  const limits: RendererLimits = { idleMs: 5_000, renderMs: 10_000, heapMb: 256, ...chosen }
  let current: Thread | undefined
  let closed = false
  let lastId = 0

  const end: Ending = (thread, reason) => {
    if (current === thread) current = undefined
    clearTimeout(thread.timer)
    for (const { reject } of thread.pending.values()) reject(reason)
    thread.pending.clear()
    void thread.worker.terminate()
  }

  const ask = (order: Order): Promise<RenderedMail> => {
    if (closed) return Promise.reject(new Error('the renderer is closed'))
    const thread = (current ??= startThread(limits, end))
    const waiting = Promise.withResolvers<RenderedMail>()
    const wasIdle = thread.pending.size === 0
    thread.pending.set(order.id, waiting)
    thread.worker.postMessage(order, [])
    if (wasIdle) rewind(thread, limits, end)
    return waiting.promise
  }

  return {
    renderDigest: (...what) => ask({ id: ++lastId, kind: 'digest', what }),
    digestFaults,
    renderNotice: (...what) => ask({ id: ++lastId, kind: 'notice', what }),
    close: async () => {
      closed = true
      const thread = current
      if (thread === undefined) return
      end(thread, new Error('the renderer is closed'))
      await thread.worker.terminate()
    },
  }
}

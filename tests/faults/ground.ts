import type { Ground } from './case.ts'
import { openLane, type Backend, type Lane } from './lane.ts'

/** A ground whose lanes can be cleared away. */
export interface ClearableGround extends Ground, AsyncDisposable {
  /** Closes what is open, so that what comes next begins anew. */
  clear(): Promise<void>
}

export const openGround = (readers?: number): ClearableGround => {
  const lanes = new Map<Backend, Promise<Lane>>()
  const clear = async (): Promise<void> => {
    const open = [...lanes.values()]
    lanes.clear()
    for (const lane of await Promise.allSettled(open))
      if (lane.status === 'fulfilled') await lane.value[Symbol.asyncDispose]()
  }
  return {
    lane(backend) {
      const lane = lanes.get(backend) ?? openLane(backend, readers)
      lanes.set(backend, lane)
      return lane
    },
    clear,
    [Symbol.asyncDispose]: clear,
  }
}

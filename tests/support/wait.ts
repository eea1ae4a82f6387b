import { setTimeout as pause } from 'node:timers/promises'

/** Waits until a question is answered with yes, asking every 20 ms; fails with the words after `seconds`. */
export const until = async (what: string, isSo: () => Promise<boolean> | boolean, seconds = 15): Promise<void> => {
  const end = performance.now() + seconds * 1000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Waited ${seconds} s in vain until ${what}.`)
    await pause(20)
  }
}

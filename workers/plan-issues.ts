import type { House } from '../src/usecases/house.ts'
import { planIssues } from '../src/usecases/plan-issues.ts'
import { tidy } from '../src/usecases/sweep.ts'
import { watch } from '../src/usecases/watch.ts'

/** Opens the issues that are due, and looks whether anything is wrong, every minute. */
export const workOnPlan = async (house: House): Promise<void> => {
  try {
    await planIssues(house)
    await tidy(house)
  } finally {
    await watch(house)
  }
}

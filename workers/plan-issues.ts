import type { House } from '../src/usecases/house.ts'
import { planIssues } from '../src/usecases/plan-issues.ts'
import { tidy } from '../src/usecases/sweep.ts'

/** Opens the issues that are due, every minute. */
export const workOnPlan = async (house: House): Promise<void> => {
  await planIssues(house)
  await tidy(house)
}

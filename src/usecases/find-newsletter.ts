import type { Newsletter } from '../domain/newsletter.ts'
import { Refused } from '../domain/refusal.ts'
import type { House } from './house.ts'

/**
 * The newsletter of a slug; without a slug, the only one there is.
 * @throws Refused `invalid` at `newsletter` when there is none such, or the choice is open
 */
export const findNewsletter = async (house: House, slug: string | null): Promise<Newsletter> => {
  const all = slug === null ? await house.store.newsletters.all() : [await house.store.newsletters.bySlug(slug)]
  const [newsletter, another] = all
  if (newsletter && another === undefined) return newsletter
  throw new Refused({
    kind: 'invalid',
    issues: [{ path: 'newsletter', message: slug === null ? 'required' : 'unknown' }],
  })
}

import type { KeptNewsletter } from '../../store/newsletters.ts'
import { Refused } from '../../domain/refusal.ts'
import type { Room } from '../room.ts'

/** The newsletter whose slug a body or query gives. @throws Refused `invalid` at `newsletter` */
export const newsletterBySlug = async ({ house }: Room, slug: string): Promise<KeptNewsletter> => {
  const newsletter = await house.store.newsletters.bySlug(slug)
  if (newsletter === null) throw new Refused({ kind: 'invalid', issues: [{ path: 'newsletter', message: 'unknown' }] })
  return newsletter
}

/** The id of the newsletter that a filter names; null when it names none. @throws Refused `invalid` at `newsletter` */
export const filteredNewsletter = async (room: Room, slug: string | undefined): Promise<string | null> =>
  slug === undefined ? null : (await newsletterBySlug(room, slug)).id

/** Turns newsletters' ids into slugs. */
export const slugs = async ({ house }: Room): Promise<(id: string) => string> => {
  const byId = new Map((await house.store.newsletters.all()).map(({ id, slug }) => [id, slug]))
  return (id) => byId.get(id) ?? ''
}

import type { Client } from 'pg'
import type { Cadence } from '../../src/domain/cadence.ts'
import type { Locale } from '../../src/domain/locale.ts'
import { addressHash } from '../../src/domain/suppression.ts'
import type { House } from '../../src/usecases/house.ts'
import type { KeptNewsletter } from '../../src/store/newsletters.ts'
import { addPost, type HandedPost } from '../../src/usecases/add-post.ts'

export const witness = { page: 'test', ip: '192.0.2.7', userAgent: 'a test' }

export interface Crowd {
  readonly cadence?: Cadence | null
  readonly lang?: Locale
  readonly coveredUntil?: Date
}

/** Makes active readers of a newsletter at one stroke and answers with their subscriptions, in the order of the addresses. */
export const gathers = async (
  { sql, house }: { sql: Client; house: House },
  newsletter: KeptNewsletter,
  addresses: readonly string[],
  { cadence = null, lang = 'ar', coveredUntil = new Date(0) }: Crowd = {},
): Promise<string[]> => {
  await sql.query(
    `insert into subscriber (address, address_key, address_hash)
     select a, a, hash from unnest($1::text[], $2::bytea[]) as person(a, hash) on conflict do nothing`,
    [addresses, addresses.map((address) => addressHash(house.store.addressPepper, address))],
  )
  const { rows } = await sql.query<{ id: string }>(
    `insert into subscription (subscriber_id, newsletter_id, state, cadence, lang, covered_until, confirmed_at, created_at)
     select b.id, $2, 'active', $3::cadence, $4, $5, $5, $5 from unnest($1::text[]) with ordinality wanted(a, place)
       join subscriber b on b.address_key = a order by place returning id`,
    [addresses, newsletter.id, cadence, lang, coveredUntil],
  )
  return rows.map(({ id }) => id)
}

export const addressesOf = (count: number, name = 'reader'): string[] =>
  Array.from({ length: count }, (_, number) => `${name}-${number}@example.org`)

/** Hands in a post, under an address of its own unless told one, and answers with its id. */
export const publishes = async (
  house: House,
  newsletter: KeptNewsletter,
  name: string,
  more: Partial<Pick<HandedPost, 'state' | 'access'>> = {},
  url = `https://site.example/p/${encodeURIComponent(name)}`,
): Promise<string> => {
  const { post } = await addPost(house, {
    newsletter,
    access: 'everybody',
    state: null,
    post: {
      keys: house.keysOfUrl(url),
      title: name,
      html: '<p>نص قصير.</p>',
      summary: null,
      url,
      image: null,
      author: null,
      lang: null,
      categories: [],
      tags: [],
      publishedAt: house.clock.now(),
      modifiedAt: null,
    },
    ...more,
  })
  return post.id
}

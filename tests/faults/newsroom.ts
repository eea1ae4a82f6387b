import type { Client, Pool } from 'pg'

/** A newsletter to send to very many readers, run by the API as any stranger would; only the readers come by SQL. */
export interface Newsroom {
  founds(slug: string): Promise<void>
  /** Makes active readers up to the number `count`, `reader-1@example.org` onwards, and subscribes them all. */
  gathers(slug: string, count: number): Promise<void>
  /** Hands in that many new posts, ready to go. */
  publishes(slug: string, posts: number): Promise<void>
  /** Freezes an issue for everybody and lets it go; answers with its id. */
  triggers(slug: string): Promise<string>
}

export const addressOf = (number: number): string => `reader-${number}@example.org`

const words = {
  ar: 'لماذا تنسى الطوابير ما نعهد به إليها، وكيف يتذكر الدفتر كل رسالة خرجت وكل رسالة لم تخرج بعد'.split(' '),
  en: 'why queues forget what we leave with them, and how the ledger knows each letter that went out'.split(' '),
}

/** Different words for each post, so that no rendition is smaller than it looks. */
const article = (lang: 'ar' | 'en', number: number, length: number): string =>
  Array.from({ length }, (_, place) => words[lang][(number * 7 + place * 3) % words[lang].length]).join(' ')

export interface NewsroomOptions {
  /** An API key for everything. */
  readonly key: string
  readonly sql: Client | Pool
  /** The language of newsletters, posts and readers. */
  readonly lang: 'ar' | 'en'
}

/** Speaks to a Nashra at `url`. */
export const openNewsroom = (url: string, { key, sql, lang }: NewsroomOptions): Newsroom => {
  let published = 0
  const post = async (path: string, body: unknown): Promise<{ id: string }> => {
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
    const response = await fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as { id: string }
  }
  return {
    async founds(slug) {
      const sender = { name: 'مرصد', address: `news@${slug}.example` }
      // Weekly, and three days from now: no slot falls due while a suite runs.
      const weekday = ((new Date().getUTCDay() + 2) % 7) + 1
      const rest = { cadence: 'weekly', cadences: ['weekly'], weekday, postalAddress: 'شارع الملك فهد، الرياض' }
      await post('/newsletters', { slug, name: 'مرصد', locale: lang, timeZone: 'Asia/Riyadh', sender, ...rest })
    },
    async gathers(slug, count) {
      await sql.query(
        `insert into subscriber (address, address_key, address_hash, name)
         select address, address, sha256(address::bytea), case when n % 3 = 0 then 'سلمى ' || n end
         from generate_series(1, $1::int) n, concat('reader-', n, '@example.org') address on conflict do nothing`,
        [count],
      )
      await sql.query(
        `insert into subscription (subscriber_id, newsletter_id, state, lang, confirmed_at, created_at)
         select b.id, n.id, 'active', n.locale, now(), now() - interval '1 day'
         from (select id from subscriber order by id limit $2) b, newsletter n where n.slug = $1`,
        [slug, count],
      )
      await sql.query('analyze subscriber, subscription')
    },
    async publishes(slug, posts) {
      for (let left = posts; left > 0; left -= 1) {
        published += 1
        await post('/posts', {
          newsletter: slug,
          title: `${published}: ${article(lang, published, 6)}`,
          html: `<p>${article(lang, published, 8)}</p>`,
          url: `https://${slug}.example/post-${published}`,
          state: 'ready',
        })
      }
    },
    triggers: async (newsletter) => (await post('/issues', { newsletter })).id,
  }
}

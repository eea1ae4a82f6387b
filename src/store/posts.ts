import type { FoundPost, Post, PostAccess, PostState, PostStateReason } from '../domain/post.ts'
import type { Queryable } from './database.ts'
import { idOrNull, pageOf, type Page, type PageRequest } from './rows.ts'

/** What taking in a post decides about it. */
export interface Arrival {
  readonly newsletterId: string
  readonly sourceId: string | null
  readonly access: PostAccess
  readonly state: PostState
  readonly stateReason: PostStateReason | null
  readonly firstSeenAt: Date
  readonly readyAt: Date
}

const columns = `id, newsletter_id as "newsletterId", source_id as "sourceId", title, html, excerpt, url, image, author, lang,
  categories, tags, access, published_at as "publishedAt", modified_at as "modifiedAt", state, state_reason as "stateReason",
  first_seen_at as "firstSeenAt", ready_at as "readyAt"`

const contentOf = (found: FoundPost) => [
  found.title,
  found.html,
  found.excerpt,
  found.url,
  found.image === null ? null : JSON.stringify(found.image),
  found.author,
  found.lang,
  found.categories,
  found.tags,
  found.publishedAt,
  found.modifiedAt,
]

/** Posts and the keys they are recognised by. */
export const postRows = (db: Queryable) => ({
  async byId(id: string): Promise<Post | null> {
    const key = idOrNull(id)
    const [post] = key === null ? [] : await db.query<Post>(`select ${columns} from post where id = $1`, [key])
    return post ?? null
  },

  /** Which posts of a newsletter does any of these keys belong to? Oldest first. */
  byKeys(newsletterId: string, keys: readonly string[]): Promise<Post[]> {
    return db.query<Post>(
      `select ${columns} from post where id in
         (select post_id from post_key where newsletter_id = $1 and key = any($2::text[])) order by id`,
      [newsletterId, keys],
    )
  },

  async add(found: FoundPost, arrival: Arrival): Promise<Post> {
    const [post] = await db.query<Post>(
      `insert into post (title, html, excerpt, url, image, author, lang, categories, tags, published_at, modified_at,
         newsletter_id, source_id, access, state, state_reason, first_seen_at, ready_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::post_access, $15::post_state, $16, $17, $18)
       returning ${columns}`,
      [
        ...contentOf(found),
        arrival.newsletterId,
        arrival.sourceId,
        arrival.access,
        arrival.state,
        arrival.stateReason,
        arrival.firstSeenAt,
        arrival.readyAt,
      ],
    )
    return post as Post
  },

  /** Remembers further keys of a post; a key that belongs to another post stays there. */
  async addKeys(newsletterId: string, postId: string, keys: readonly string[]): Promise<void> {
    await db.query(
      `insert into post_key (newsletter_id, key, post_id) select $1, unnest($2::text[]), $3 on conflict do nothing`,
      [newsletterId, keys, postId],
    )
  },

  /** Takes over an edited text. Issues frozen before keep theirs. */
  async edit(id: string, found: FoundPost): Promise<void> {
    await db.query(
      `update post set title = $1, html = $2, excerpt = $3, url = $4, image = $5, author = $6, lang = $7, categories = $8,
         tags = $9, published_at = $10, modified_at = $11 where id = $12`,
      [...contentOf(found), id],
    )
  },

  async setAccess(id: string, access: PostAccess): Promise<void> {
    await db.query('update post set access = $2::post_access where id = $1', [id, access])
  },

  async setState(id: string, state: PostState, reason: PostStateReason | null, readyAt: Date): Promise<void> {
    await db.query('update post set state = $2::post_state, state_reason = $3, ready_at = $4 where id = $1', [
      id,
      state,
      reason,
      readyAt,
    ])
  },

  /** Has this post gone out to anybody, or is it on its way? */
  async wasMailed(id: string): Promise<boolean> {
    const rows = await db.query(
      `select from post p join issue i on i.newsletter_id = p.newsletter_id and i.cutoff >= p.first_seen_at
         join rendition r on r.issue_id = i.id and r.content->'posts' @> jsonb_build_array(jsonb_build_object('id', p.id::text))
       where p.id = $1 and exists (select from delivery d where d.issue_id = i.id and d.rendition_id = r.id
         and d.state in ('planned', 'handing_over', 'deferred', 'accepted', 'uncertain')) limit 1`,
      [idOrNull(id)],
    )
    return rows.length > 0
  },

  /** Settled by now, says the state too. */
  async markSettled(now: Date): Promise<void> {
    await db.query(`update post set state = 'ready' where state = 'settling' and ready_at <= $1`, [now])
  },

  /** An admin's "send now" does not wait for what still settles: it becomes ready at the cut-off. */
  async settleNow(newsletterId: string, cutoff: Date): Promise<void> {
    await db.query(
      `update post set state = 'ready', ready_at = $2 where newsletter_id = $1 and state = 'settling' and ready_at > $2`,
      [newsletterId, cutoff],
    )
  },

  /** The posts for digests in the window (after, cutoff], oldest first; with `settling` those still settling count as ready at the cut-off. */
  window(
    newsletterId: string,
    { after, cutoff, settling }: { after: Date; cutoff: Date; settling: boolean },
  ): Promise<Post[]> {
    return db.query<Post>(
      `select * from (
         select ${columns.replace('ready_at as', 'least(ready_at, $3::timestamptz) as')} from post
         where newsletter_id = $1 and access = 'everybody'
           and ((state in ('ready', 'settling') and ready_at > $2 and ready_at <= $3) or ($4 and state = 'settling' and ready_at > $3))
       ) windowed order by "readyAt", "publishedAt", id`,
      [newsletterId, after, cutoff, settling],
    )
  },

  /** When did the newest post that is ready by now become so? Null when there is none after the given instant. */
  async newestReady(newsletterId: string, after: Date, now: Date): Promise<Date | null> {
    const [row] = await db.query<{ newest: Date | null }>(
      `select max(ready_at) as newest from post where newsletter_id = $1 and access = 'everybody'
         and state in ('ready', 'settling') and ready_at > $2 and ready_at <= $3`,
      [newsletterId, after, now],
    )
    return row?.newest ?? null
  },

  /** The keys of posts of one source that are not mailed yet, so that the source may be asked whether they still stand. */
  async unmailedKeys(sourceId: string, since: Date): Promise<string[]> {
    const rows = await db.query<{ key: string }>(
      `select k.key from post_key k join post p on p.id = k.post_id
       where p.source_id = $1 and p.state in ('settling', 'ready', 'held') and p.first_seen_at > $2`,
      [sourceId, since],
    )
    return rows.map((row) => row.key)
  },

  async page({
    newsletterId,
    state,
    after,
    limit,
  }: PageRequest & { newsletterId: string | null; state: PostState | null }): Promise<Page<Post>> {
    const posts = await db.query<Post>(
      `select ${columns} from post where ($1::bigint is null or newsletter_id = $1) and ($2::post_state is null or state = $2)
         and ($3::bigint is null or id < $3) order by id desc limit $4`,
      [newsletterId, state, after, limit + 1],
    )
    return pageOf(posts, limit)
  },

  /** The newest posts that everybody may read, for the newsletter's page. */
  recent(newsletterId: string, limit: number): Promise<Post[]> {
    return db.query<Post>(
      `select ${columns} from post where newsletter_id = $1 and access = 'everybody' and state in ('ready', 'never', 'settling')
       order by published_at desc limit $2`,
      [newsletterId, limit],
    )
  },
})

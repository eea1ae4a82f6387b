import { z } from 'zod'
import { wordPressKey } from './post-keys.ts'
import { SourceFault } from './source-fault.ts'
import type { ApiAnswer, ApiParameters, WordPressApi } from './wordpress-api.ts'

const chunk = 100
/** Each costs a request; the rest are asked after next time. */
const maxDoubts = 20

const fields = { _fields: 'id,status,content.protected' }
const shown = z.object({
  id: z.number().int(),
  status: z.string().catch('publish'),
  content: z.object({ protected: z.boolean().catch(false) }).catch({ protected: false }),
})

const isPublic = (item: unknown): boolean => {
  const { data: post } = shown.safeParse(item)
  return post !== undefined && post.status === 'publish' && !post.content.protected
}

interface KnownPost {
  readonly key: string
  readonly id: string
}

const knownPost = (known: string, siteHost: string): KnownPost[] => {
  const id = /^(?:wp:.+:)?(\d{1,18})$/.exec(known)?.[1]
  if (id === undefined) return []
  return [{ id, key: known === id ? wordPressKey({ host: siteHost, id }) : known }]
}

/** Null when somebody else than WordPress answered, a cache or a firewall: that is no word about the post. */
const ask = async (api: WordPressApi, route: string, parameters: ApiParameters = {}): Promise<ApiAnswer | null> => {
  try {
    return await api.get(route, { ...fields, ...parameters })
  } catch (error) {
    if (error instanceof SourceFault && (error.kind === 'http_status' || error.kind === 'not_json')) return null
    throw error
  }
}

const publicIds = async (api: WordPressApi, posts: readonly KnownPost[]): Promise<ReadonlySet<string> | null> => {
  const include = posts.map(({ id }) => id).join(',')
  const answer = await ask(api, 'wp/v2/posts', { include, per_page: String(chunk) })
  if (answer?.status !== 200 || !Array.isArray(answer.body)) return null
  const items = answer.body as unknown[]
  return new Set(items.filter(isPublic).map((item) => String(shown.safeParse(item).data?.id)))
}

/** Only WordPress's own word about this very post counts: a list that came back short may be a cache's or a plugin's fault. */
const isGone = async (api: WordPressApi, { id }: KnownPost): Promise<boolean> => {
  const answer = await ask(api, `wp/v2/posts/${id}`)
  if (answer?.status === 200) return !isPublic(answer.body)
  return answer?.code === 'rest_post_invalid_id' || answer?.code === 'rest_forbidden'
}

/**
 * Of the known posts, the keys of those that are no longer public: trashed, deleted, made private or put behind a
 * password. `known` holds post numbers or `wp:` keys; each comes back as the key it was given by.
 */
export const withdrawnAmong = async (
  api: WordPressApi,
  known: readonly string[],
  siteHost: string,
): Promise<string[]> => {
  const posts = known.flatMap((each) => knownPost(each, siteHost))
  const doubtful: KnownPost[] = []
  for (let from = 0; from < posts.length; from += chunk) {
    const asked = posts.slice(from, from + chunk)
    const present = await publicIds(api, asked)
    if (present) doubtful.push(...asked.filter(({ id }) => !present.has(id)))
  }
  const gone: string[] = []
  for (const post of doubtful.slice(0, maxDoubts)) if (await isGone(api, post)) gone.push(post.key)
  return gone
}

import { z } from 'zod'
import { postStates } from '../../../domain/post.ts'
import { addPost, decidePost } from '../../../usecases/add-post.ts'
import { filteredNewsletter, newsletterBySlug, slugs } from '../../api/find.ts'
import { apiRoute, pageQuery, type ApiRoute } from '../../api/route.ts'
import { shownPost } from '../../api/shown.ts'

const webAddress = z
  .url({ protocol: /^https?$/, message: 'bad_url' })
  .max(2000)
  .transform((url) => new URL(url).href)
const label = z.string().max(120)

const image = z.union([
  webAddress.transform((url) => ({ url, alt: '', width: null, height: null })),
  z.strictObject({
    url: webAddress,
    alt: z.string().max(300).default(''),
    width: z.int().positive().nullable().default(null),
    height: z.int().positive().nullable().default(null),
  }),
])

const creation = z.strictObject({
  newsletter: z.string(),
  title: z.string().max(1000).default(''),
  html: z.string().max(1_000_000).default(''),
  excerpt: z.string().max(5000).nullable().default(null),
  url: webAddress,
  publishedAt: z.iso.datetime({ offset: true }).optional(),
  categories: z.array(label).max(40).default([]),
  tags: z.array(label).max(40).default([]),
  author: z.string().max(200).nullable().default(null),
  lang: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/, 'Give a language such as ar or en.')
    .nullable()
    .default(null),
  image: image.nullable().default(null),
  access: z.enum(['everybody', 'subscribers']).default('everybody'),
  state: z.enum(['ready', 'held', 'never']).nullable().default(null),
})

export const postApi: readonly ApiRoute[] = [
  apiRoute({
    method: 'get',
    path: '/posts',
    scope: 'posts:read',
    summary: 'Posts, newest first',
    query: pageQuery.extend({ newsletter: z.string().optional(), state: z.enum(postStates).optional() }),
    answers: { 200: 'A page of a list' },
    async work(room, { query: { newsletter, state = null, after = null, limit } }) {
      const page = await room.house.store.posts.page({
        newsletterId: await filteredNewsletter(room, newsletter),
        state,
        after,
        limit,
      })
      const slugOf = await slugs(room)
      return {
        status: 200,
        body: { items: page.items.map((post) => shownPost(post, slugOf(post.newsletterId))), next: page.next },
      }
    },
  }),
  apiRoute({
    method: 'post',
    path: '/posts',
    scope: 'posts:write',
    summary: 'Hand in a post, or an edited one under the same url',
    body: creation,
    answers: { 201: 'The new post', 200: 'The post, known before, as edited' },
    async work(room, { body }) {
      const { newsletter: slug, access, state, excerpt, publishedAt, ...parts } = body
      const newsletter = await newsletterBySlug(room, slug)
      const added = await addPost(room.house, {
        newsletter,
        access,
        state,
        post: {
          ...parts,
          summary: excerpt,
          keys: room.house.keysOfUrl(parts.url),
          publishedAt: publishedAt === undefined ? room.house.clock.now() : new Date(publishedAt),
          modifiedAt: null,
        },
      })
      return { status: added.isNew ? 201 : 200, body: shownPost(added.post, newsletter.slug) }
    },
  }),
  apiRoute({
    method: 'patch',
    path: '/posts/:id',
    scope: 'posts:write',
    summary: 'Decide about a post: ready, held or never',
    body: z.strictObject({ state: z.enum(['ready', 'held', 'never']) }),
    answers: { 200: 'The post' },
    async work(room, { id, body }) {
      const post = await decidePost(room.house, id, body.state)
      const slugOf = await slugs(room)
      return { status: 200, body: shownPost(post, slugOf(post.newsletterId)) }
    },
  }),
]

import type { AlarmKind } from '../../domain/alarm.ts'
import type { DeliveryCounts } from '../../domain/delivery.ts'
import type { Post } from '../../domain/post.ts'
import type { Subscriber } from '../../domain/subscription.ts'
import type { Issue } from '../../store/issues.ts'
import type { Rendition } from '../../store/renditions.ts'
import type { Source } from '../../store/sources.ts'
import type { AddressedSubscription } from '../../store/subscriptions.ts'

/** What the API shows of things: the words of the contract, dates as ISO instants, nothing that is only ours. Newsletters are shown as they are. */
export const shownSource = (source: Source, newsletter: string) => ({
  id: source.id,
  newsletter,
  kind: source.kind,
  url: source.url,
  lastFetchAt: source.lastFetchAt,
  nextFetchAt: source.nextFetchAt,
  lastCounts: source.lastCounts,
  /** A machine word for what went wrong, or null. */
  fault: source.lastFault,
  via: source.lastVia,
})

export const shownPost = (post: Post, newsletter: string) => ({
  id: post.id,
  newsletter,
  title: post.title,
  excerpt: post.excerpt,
  html: post.html,
  url: post.url,
  image: post.image,
  author: post.author,
  lang: post.lang,
  categories: post.categories,
  tags: post.tags,
  access: post.access,
  state: post.state,
  stateReason: post.stateReason,
  publishedAt: post.publishedAt,
  firstSeenAt: post.firstSeenAt,
  readyAt: post.readyAt,
})

export const shownIssue = (
  issue: Issue,
  parts: {
    newsletter: string
    counts: DeliveryCounts
    pauseReason: AlarmKind | null
    renditions: readonly Rendition[]
  },
) => {
  const posts = new Map(parts.renditions.flatMap(({ content }) => content.posts).map((post) => [post.id, post]))
  return {
    id: issue.id,
    newsletter: parts.newsletter,
    cadence: issue.cadence,
    state: issue.state,
    /** The kind of alarm for which the machine paused it, or null. */
    pauseReason: parts.pauseReason,
    note: issue.note,
    planned: issue.planned,
    counts: parts.counts,
    posts: [...posts.values()].map(({ id, title, url }) => ({ id, title, url })),
    renditions: parts.renditions.map(({ id, lang, content, mail }) => ({
      id,
      lang,
      subject: mail?.subject ?? null,
      posts: content.posts.map((post) => post.id),
      more: content.more,
    })),
    dueAt: issue.dueAt,
    cutoff: issue.cutoff,
    startedAt: issue.startedAt,
    finishedAt: issue.finishedAt,
  }
}

export const shownSubscriber = (
  subscriber: Subscriber,
  subscriptions: readonly AddressedSubscription[],
  slugOf: (id: string) => string,
) => ({
  id: subscriber.id,
  email: subscriber.address,
  name: subscriber.name,
  createdAt: subscriber.createdAt,
  subscriptions: subscriptions.map((subscription) => ({
    id: subscription.id,
    newsletter: slugOf(subscription.newsletterId),
    state: subscription.state,
    suppressed: subscription.suppressed,
    cadence: subscription.cadence,
    lang: subscription.lang,
    zone: subscription.zone,
    coveredUntil: subscription.coveredUntil,
    confirmedAt: subscription.confirmedAt,
    createdAt: subscription.createdAt,
  })),
})

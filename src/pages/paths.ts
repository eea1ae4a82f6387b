import type { Locale } from '../domain/locale.ts'
import type { ProblemKind } from '../i18n/problems.ts'

/** Where the pages that carry no token live; pages link to nothing else by themselves. */
export const publicPaths = {
  home: '/',
  newsletter: (slug: string) => `/n/${encodeURIComponent(slug)}`,
  subscribe: '/subscribe',
  /** GET shows the form, POST mails the link. */
  preferencesLink: '/preferences/link',
  problem: (kind: ProblemKind) => `/problems/${kind}`,
  inbox: '/dev/inbox',
  inboxMessage: (id: string) => `/dev/inbox/messages/${encodeURIComponent(id)}`,
  inboxHtml: (id: string) => `/dev/inbox/messages/${encodeURIComponent(id)}/html`,
  inboxRaw: (id: string) => `/dev/inbox/messages/${encodeURIComponent(id)}/raw`,
} as const

const newsletterRoot = (slug: string): string => `/admin/n/${encodeURIComponent(slug)}`
const issueRoot = (id: string): string => `/admin/issues/${encodeURIComponent(id)}`
const postRoot = (id: string): string => `/admin/posts/${encodeURIComponent(id)}`

/** The newsroom's addresses. Those marked POST take a form with `csrf` and answer 303 to the page they came from. */
export const adminPaths = {
  newsroom: '/admin',
  /** GET and POST `email`, `password`. */
  signIn: '/admin/sign-in',
  /** POST. */
  signOut: '/admin/sign-out',
  /** GET and POST `email`, `password`. */
  setup: '/admin/setup',
  newsletter: newsletterRoot,
  /** POST `note`, `cadence` (303 to the GET of the same address with both in its query), GET shows it. */
  preview: (slug: string) => `${newsletterRoot(slug)}/preview`,
  /** POST `note`, `cadence`: one digest to the admin alone. */
  test: (slug: string) => `${newsletterRoot(slug)}/test`,
  /** POST `note`, `cadence`: freeze and send; 303 to the issue. */
  send: (slug: string) => `${newsletterRoot(slug)}/send`,
  /** POST. */
  syncSource: (id: string) => `/admin/sources/${encodeURIComponent(id)}/sync`,
  /** POST. */
  holdPost: (id: string) => `${postRoot(id)}/hold`,
  /** POST. */
  releasePost: (id: string) => `${postRoot(id)}/release`,
  /** POST. */
  dropPost: (id: string) => `${postRoot(id)}/never`,
  issue: issueRoot,
  /** POST `postalAddress`. */
  imprint: (slug: string) => `${newsletterRoot(slug)}/imprint`,
  /** GET `state`, `after`. */
  deliveries: (id: string) => `${issueRoot(id)}/deliveries`,
  /** POST. */
  sendUncertain: (id: string) => `${issueRoot(id)}/send-uncertain`,
  /** Relays, workers, receivers, keys, alarms. */
  delivery: '/admin/delivery',
  /** POST. */
  settleAlarm: (id: string) => `/admin/alarms/${encodeURIComponent(id)}/settle`,
  /** GET, JSON `{ state, counts }`. */
  issueProgress: (id: string) => `${issueRoot(id)}/progress`,
  /** POST. */
  pauseIssue: (id: string) => `${issueRoot(id)}/pause`,
  /** POST. */
  resumeIssue: (id: string) => `${issueRoot(id)}/resume`,
  /** POST. */
  cancelIssue: (id: string) => `${issueRoot(id)}/cancel`,
  /** GET; `kind`, `issue` and `after` in its query. */
  bounces: '/admin/bounces',
  /** POST. */
  liftSuppression: (id: string) => `/admin/suppressions/${encodeURIComponent(id)}/lift`,
} as const

/** A local address without a query, asked for in a language and, where given, with what it must keep. */
export const inLanguage = (path: string, lang: Locale, query: Readonly<Record<string, string>> = {}): string =>
  `${path}?${new URLSearchParams({ ...query, lang })}`

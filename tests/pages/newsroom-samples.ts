import type { DeliveryCounts } from '../../src/domain/delivery.ts'
import type { Locale } from '../../src/domain/locale.ts'
import type { Newsletter } from '../../src/domain/newsletter.ts'
import type { NextDigest } from '../../src/pages/admin/digest-box.tsx'
import type { AdminIssue } from '../../src/pages/admin/issue-row.tsx'
import { bouncesPage } from '../../src/pages/admin/bounces.tsx'
import { issuePage } from '../../src/pages/admin/issue.tsx'
import { newsletterAdminPage } from '../../src/pages/admin/newsletter.tsx'
import { newsroomPage } from '../../src/pages/admin/newsroom.tsx'
import type { AdminPost } from '../../src/pages/admin/post-row.tsx'
import { previewPage } from '../../src/pages/admin/preview.tsx'
import { deliverySamples } from './delivery-samples.ts'
import { at } from './sample-content.ts'
import type { Words } from './sample-content.ts'

export const sampleCounts: DeliveryCounts = {
  planned: 1400,
  handing_over: 8,
  accepted: 3391,
  deferred: 61,
  refused: 17,
  uncertain: 2,
  skipped: 121,
  cancelled: 0,
  expired: 0,
}

export const sampleIssue = (words: Words): AdminIssue => ({
  id: '42',
  cadence: 'daily',
  state: 'sending',
  note: words.description,
  planned: 5000,
  dueAt: at('2026-11-22T05:00:00Z'),
  startedAt: at('2026-11-22T05:00:02Z'),
  finishedAt: null,
})

const samplePosts = (words: Words): AdminPost[] => {
  const post = {
    title: words.title,
    url: 'https://example.org/queues',
    lang: 'ar',
    readyAt: at('2026-11-22T09:15:00Z'),
  }
  return [
    { ...post, id: '1', state: 'settling', stateReason: null },
    { ...post, id: '2', state: 'ready', stateReason: null, title: 'PostgreSQL 18 in production', lang: 'en' },
    { ...post, id: '3', state: 'held', stateReason: 'avalanche', lang: null },
    { ...post, id: '4', state: 'never', stateReason: 'first_sight' },
    { ...post, id: '5', state: 'withdrawn', stateReason: null },
  ]
}

const sampleDigest: NextDigest = {
  cadence: null,
  everyone: 1240,
  byCadence: { instantly: 40, daily: 1000, weekly: 200 },
  readers: 1240,
  posts: 3,
  settling: 1,
  note: '',
  obstacle: null,
  lacking: null,
}

const overviewSample = (words: Words, newsletter: Newsletter) => ({
  newsletter,
  readers: { active: 1240, pending: 31, paused: 4, unsubscribed: 112, lapsed: 20 },
  nextSlot: { cadence: 'daily', at: at('2026-11-23T05:00:00Z') } as const,
  sources: [
    {
      id: '1',
      kind: 'wordpress',
      url: 'https://example.org/',
      lastFetchAt: at('2026-11-22T09:00:00Z'),
      fault: null,
      failures: 0,
    },
    {
      id: '2',
      kind: 'feed',
      url: 'https://blog.example.org/feed.xml',
      lastFetchAt: at('2026-11-22T09:00:00Z'),
      fault: 'dns',
      failures: 4,
    },
    {
      id: '3',
      kind: 'wordpress',
      url: 'https://old.example.org/',
      lastFetchAt: at('2026-11-22T09:00:00Z'),
      fault: 'not_json',
      failures: 0,
    },
    { id: '4', kind: 'push', url: words.typed, lastFetchAt: null, fault: null, failures: 0 },
  ] as const,
})

const bouncesSample = (words: Words) => {
  const bounce = {
    issueId: '42',
    status: '5.1.1',
    diagnostic: `smtp; 550 5.1.1 <${words.typed}>: no such user here`,
    at: at('2026-11-22T05:03:00Z'),
  }
  return {
    bounces: [
      { ...bounce, kind: 'hard', road: 'ses', address: words.typed, verdict: 'suppressed', suppressionId: '7' },
      {
        ...bounce,
        kind: 'complaint',
        road: 'arf',
        address: 'nour@example.net',
        verdict: 'suppressed',
        suppressionId: null,
        status: null,
        diagnostic: 'abuse',
      },
      {
        ...bounce,
        kind: 'soft',
        road: 'dsn',
        address: 'hala@example.org',
        verdict: 'counted',
        suppressionId: null,
        status: '4.2.2',
        diagnostic: 'mailbox full',
      },
      {
        ...bounce,
        kind: 'soft',
        road: 'postmark',
        address: null,
        issueId: null,
        verdict: 'noted',
        suppressionId: null,
        status: null,
        diagnostic: '',
      },
    ],
    kind: null,
    issueId: null,
    next: '17',
    zone: 'Asia/Riyadh',
  } as const
}

/** The newsroom's pages in their telling states. */
export const newsroomSamples = (lang: Locale, words: Words, newsletter: Newsletter): Record<string, string> => {
  const frame = { lang, csrf: 'c5rf', demo: true }
  const issue = sampleIssue(words)
  const finished: AdminIssue = { ...issue, id: '41', state: 'finished', finishedAt: at('2026-11-21T05:04:00Z') }
  const desk = {
    ...frame,
    newsletter,
    digest: sampleDigest,
    posts: samplePosts(words),
    issues: [issue, finished].map((each) => ({
      issue: each,
      counts: sampleCounts,
      returned: { hard: 14, soft: 3, complaint: 1 },
    })),
  }
  const about = {
    ...frame,
    newsletter,
    issue,
    counts: sampleCounts,
    returned: { hard: 14, soft: 3, complaint: 1 },
    posts: [{ title: words.title, url: 'https://example.org/queues', lang: 'ar' }],
    stopped: false,
    failures: [
      {
        address: words.typed,
        state: 'refused',
        reply: `550 5.1.1 ${words.typed}: no such user`,
        reason: 'mailbox_unknown',
      },
      { address: 'nour@example.net', state: 'uncertain', reply: null, reason: null },
    ] as const,
  }
  return {
    newsroom: newsroomPage({
      ...frame,
      newsletters: [overviewSample(words, newsletter)],
      notice: { kind: 'synced', count: 3 },
    }),
    'newsroom-none': newsroomPage({ ...frame, newsletters: [] }),
    desk: newsletterAdminPage({ ...desk, notice: { kind: 'held' } }),
    'desk-idle': newsletterAdminPage({
      ...desk,
      posts: [],
      issues: [],
      digest: { ...sampleDigest, cadence: 'weekly', readers: 0, posts: 0, settling: 0, obstacle: 'no-posts' },
      notice: { kind: 'sync-failed' },
    }),
    'desk-lacking': newsletterAdminPage({ ...desk, digest: { ...sampleDigest, lacking: 'no_postal_address' } }),
    preview: previewPage({
      ...frame,
      query: { note: 'تحية', cadence: 'daily' },
      newsletter,
      subject: words.title,
      htmlUrl: '/sample-mail',
      text: `${words.title}\n\nhttps://example.org/queues`,
      size: 46_120,
      lintFindings: [words.description],
    }),
    'preview-clean': previewPage({
      ...frame,
      newsletter,
      subject: words.title,
      htmlUrl: '/sample-mail',
      text: words.title,
      size: 900,
      lintFindings: [],
    }),
    bounces: bouncesPage({ ...frame, ...bouncesSample(words), notice: { kind: 'lifted' } }),
    'bounces-issue': bouncesPage({ ...frame, ...bouncesSample(words), kind: 'hard', issueId: '42' }),
    'bounces-none': bouncesPage({ ...frame, bounces: [], kind: null, issueId: null, next: null, zone: 'Asia/Riyadh' }),
    ...deliverySamples(about),
    issue: issuePage(about),
    'issue-paused': issuePage({ ...about, issue: { ...issue, state: 'paused' }, notice: { kind: 'paused' } }),
    'issue-finished': issuePage({
      ...about,
      issue: { ...finished, planned: 3531 },
      counts: { ...sampleCounts, planned: 0, handing_over: 0, deferred: 0 },
      failures: [],
    }),
  }
}

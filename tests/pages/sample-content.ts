import type { InboxMessage } from '../../src/pages/public/inbox.tsx'
import type { RecentPost } from '../../src/pages/public/newsletter.tsx'

/** Texts that come from outside: publishers, readers, sources, relays. */
export interface Words {
  readonly newsletter: string
  readonly description: string
  readonly sender: string
  readonly postalAddress: string
  readonly title: string
  readonly typed: string
}

/** What honest people write. */
export const honestWords: Words = {
  newsletter: 'صدى التقنية',
  description: 'أخبار البرمجيات الحرة وصناعة الويب العربي، بقلم من يصنعونها.',
  sender: 'فريق صدى (Sada)',
  postalAddress: 'ص.ب 1234، الرياض 11564، المملكة العربية السعودية',
  title: 'لماذا تنسى الطوابير؟ حكاية Redis 8 مع التخزين',
  typed: 'salma@gmail',
}

const attack = '"\'><script>alert(1)</script><img src=x onerror=alert(1)>\u202Egpj.exe'

/** What the other kind writes. */
export const hostileWords: Words = {
  newsletter: attack,
  description: attack,
  sender: attack,
  postalAddress: attack,
  title: attack,
  typed: attack,
}

export const at = (instant: string): Date => new Date(instant)

export const samplePosts = (words: Words): RecentPost[] => [
  {
    title: words.title,
    url: 'https://example.org/queues',
    publishedAt: at('2026-11-22T09:00:00Z'),
    excerpt: 'تعد الطوابير بأنها لن تنسى، ثم ينقطع التيار. قرأنا ما تكتبه على القرص فعلًا، وجرّبنا قطعه في كل لحظة.',
    lang: 'ar',
  },
  {
    title: 'PostgreSQL 18 in production: what we learned',
    url: 'https://example.org/postgres',
    publishedAt: at('2026-11-20T09:00:00Z'),
    excerpt: 'Four months, two upgrades and one surprise with generated columns.',
    lang: 'en',
  },
  {
    title: 'أسبوع بلا صور',
    url: 'javascript:alert(1)',
    publishedAt: at('2026-11-18T09:00:00Z'),
    excerpt: '',
    lang: null,
  },
]

export const sampleMail = (words: Words): InboxMessage => ({
  id: '7',
  from: `${words.sender} <news@example.org>`,
  to: 'salma@example.org',
  subject: words.title,
  date: at('2026-11-22T09:00:00Z'),
  hasHtml: true,
  text: `${words.title}\n\nhttps://example.org/queues`,
  headers: [
    { name: 'Subject', value: words.title },
    { name: 'List-Unsubscribe', value: '<https://example.org/unsubscribe/token>' },
  ],
})

import { cadences } from '../domain/cadence.ts'
import type { Newsletter } from '../domain/newsletter.ts'

const common = {
  cadence: 'daily',
  cadences: [...cadences],
  hour: 8,
  settleMinutes: 2,
  maxPosts: 12,
  replyTo: null,
} as const

/** The demo's newsletters, each with the path of the feed it reads. */
export const demoNewsletters = (baseUrl: string): readonly (Omit<Newsletter, 'id'> & { readonly feed: string })[] => [
  {
    slug: 'marsad',
    name: 'مرصد',
    description: 'علوم وتقنية وثقافة وحياة مدينة، في رسالة واحدة تصلك متى شئت.',
    locale: 'ar',
    digits: 'arab',
    timeZone: 'Asia/Riyadh',
    weekday: 7,
    sender: { name: 'مرصد', address: 'marsad@demo.example' },
    postalAddress: 'مرصد، شارع الورّاقين ١٢، المدينة',
    siteUrl: `${baseUrl}/dev/site/ar`,
    colour: '#0f5c55',
    feed: '/dev/site/ar/feed.xml',
    ...common,
  },
  {
    slug: 'lantern',
    name: 'The Lantern',
    description: 'Science, tools, food and streets, in one letter that comes as often as you like.',
    locale: 'en',
    digits: 'latn',
    timeZone: 'Europe/London',
    weekday: 1,
    sender: { name: 'The Lantern', address: 'lantern@demo.example' },
    postalAddress: 'The Lantern, 12 Quay Street, Harbourton',
    siteUrl: `${baseUrl}/dev/site/en`,
    colour: '#8a3b12',
    feed: '/dev/site/en/feed.xml',
    ...common,
  },
]

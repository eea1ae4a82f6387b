import type { Locale } from '../../src/domain/locale.ts'
import type { Newsletter } from '../../src/domain/newsletter.ts'
import type { Dice } from './dice.ts'
import type { Script } from './phrases.ts'

/** A newsletter of the suite and the script of its posts. */
export interface Sheet {
  readonly newsletter: Newsletter
  readonly script: Script
}

const base: Omit<Newsletter, 'id' | 'slug' | 'name' | 'locale' | 'sender'> = {
  description: '',
  digits: 'latn',
  timeZone: 'Africa/Cairo',
  cadence: 'weekly',
  cadences: ['weekly'],
  hour: 8,
  weekday: 5,
  settleMinutes: 15,
  maxPosts: 12,
  replyTo: null,
  postalAddress: '12 شارع طلعت حرب، القاهرة',
  siteUrl: 'https://site.example/',
  colour: '#0f5c55',
}

const sheet = (
  slug: string,
  [locale, script]: readonly [Locale, Script],
  about: Pick<Newsletter, 'name' | 'sender'> & Partial<Newsletter>,
): Sheet => ({ script, newsletter: { ...base, id: '1', slug, locale, ...about } })

/** Six newsletters: four in Arabic, one of them on a domain in Arabic letters. The first two, and the third, are Arabic or mixed. */
export const sheets: readonly Sheet[] = [
  sheet('cairo', ['ar', 'arabic'], { name: 'القاهرة', sender: { name: 'القاهرة', address: 'desk@cairo.example' } }),
  sheet('long', ['ar', 'arabic'], {
    name: 'نشرة القاهرة الثقافية الأسبوعية',
    digits: 'arab',
    sender: { name: 'نشرة القاهرة الثقافية الأسبوعية الصادرة كل جمعة', address: 'news@نشرة.example' },
    replyTo: 'editor@نشرة.example',
  }),
  sheet('tech', ['ar', 'mixed'], {
    name: 'تقنية Tech',
    sender: { name: 'تقنية Tech، (النشرة)', address: 'tech@lists.tech.example' },
  }),
  sheet('mixed', ['ar', 'mixed'], { name: '📬 بريد', sender: { name: '📬 بريد', address: 'a.b+c@mixed.example' } }),
  sheet('weekly', ['en', 'latin'], {
    name: 'The Weekly, Inc.',
    sender: { name: 'The Weekly, Inc. "News"', address: 'weekly@weekly.example' },
    replyTo: 'hello@weekly.example',
  }),
  sheet('plain', ['en', 'latin'], { name: 'Plain', sender: { name: 'Plain', address: 'plain@plain.example' } }),
]

/** The newsletter of one rendition: 65 % are Arabic or mixed. */
export const anySheet = (dice: Dice): Sheet => dice.one(dice.chance(0.65) ? sheets.slice(0, 4) : sheets.slice(4))

const domains = [
  'example.org',
  'mail.example.net',
  'مثال.إختبار',
  'bücher.example',
  'xn--mgbh0fb.example',
  'a-b.c-d.example',
]
const locals = ['salma', 'x', 'first.last', 'user+news', "o'brien", '{a}~b', 'l'.repeat(64), 'UPPER.Case', '1234567890']

/** A reader's address; one in thirty has letters before the @ that need SMTPUTF8. */
export const readerAddress = (dice: Dice): string =>
  `${dice.chance(0.03) ? dice.one(['قارئ', 'jörg']) : dice.one(locals)}@${dice.one(domains)}`

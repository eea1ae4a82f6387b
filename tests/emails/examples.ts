import type { DigestContent, DigestPost, ReaderParts } from '../../src/domain/digest.ts'
import type { Locale } from '../../src/domain/locale.ts'
import { directionOf } from '../../src/domain/locale.ts'
import type { Newsletter } from '../../src/domain/newsletter.ts'

const words = {
  ar: {
    name: 'نشرة المدينة',
    description: 'أخبار المدينة وحكاياتها، كل أسبوع',
    postalAddress: 'ص.ب. ١٢٣٤\nالرياض ١١٥٦٤',
    titles: ['لماذا تنسى الطوابير', 'المكتبة التي تفتح أبوابها ليلًا', 'خريطة جديدة لمسارات الدراجات'],
    excerpt: 'تقف في الطابور نصف ساعة، ثم تنسى بعد دقائق كم انتظرت. يشرح باحثون كيف يقيس الدماغ الوقت. ',
    author: 'ليلى حداد',
    category: 'علوم',
  },
  en: {
    name: 'The City Letter',
    description: 'News and stories of the city, every week',
    postalAddress: '12 Garden Lane\nLondon N1 7AB',
    titles: ['Why queues are forgotten', 'The library that opens at night', 'A new map for cyclists'],
    excerpt: 'You stand in line for half an hour and forget it minutes later. Psychologists explain why. ',
    author: 'Laila Haddad',
    category: 'Science',
  },
} as const

export const newsletterIn = (locale: Locale, changes: Partial<Newsletter> = {}): Newsletter => ({
  id: '1',
  slug: 'city',
  name: words[locale].name,
  description: words[locale].description,
  locale,
  digits: locale === 'ar' ? 'arab' : 'latn',
  timeZone: 'Asia/Riyadh',
  cadence: 'weekly',
  cadences: ['instantly', 'daily', 'weekly'],
  hour: 9,
  weekday: 5,
  settleMinutes: 15,
  maxPosts: 12,
  sender: { name: words[locale].name, address: 'city@news.example' },
  replyTo: null,
  postalAddress: words[locale].postalAddress,
  siteUrl: 'https://city.example/',
  colour: '#8a3324',
  ...changes,
})

/** The n-th of many posts: an excerpt of full length, an image, an author and a long link. */
export const postIn = (lang: Locale, index: number, changes: Partial<DigestPost> = {}): DigestPost => {
  const title = words[lang].titles[index] ?? `${words[lang].titles[index % 3]} (${index})`
  return {
    id: String(index),
    title,
    excerpt: words[lang].excerpt.repeat(4).slice(0, 280).trim(),
    url: new URL(`https://city.example/2026/11/${index}-${title.replaceAll(' ', '-')}`).href,
    image: { url: `https://city.example/media/${index}.jpg`, alt: title, width: 1200, height: 675 },
    author: words[lang].author,
    lang,
    direction: directionOf(lang),
    categories: [words[lang].category],
    publishedAt: '2026-11-20T22:30:00Z',
    ...changes,
  }
}

export const contentIn = (lang: Locale, count: number, changes: Partial<DigestContent> = {}): DigestContent => ({
  lang,
  posts: Array.from({ length: count }, (_, index) => postIn(lang, index)),
  more: 0,
  note: null,
  ...changes,
})

export const salma: ReaderParts = {
  address: 'salma@reader.example',
  unsubscribeUrl: 'https://news.example/unsubscribe/Qm9iIGFuZCBBbGljZSBzYXQgaW4gYSBib2F0',
  preferencesUrl: 'https://news.example/preferences/QW5kIHRoZXkgcm93ZWQgYWxsIG5pZ2h0Lg',
}

/** How often a piece occurs in a text. */
export const times = (text: string, piece: string): number => text.split(piece).length - 1

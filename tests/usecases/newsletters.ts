import { cadences } from '../../src/domain/cadence.ts'
import type { Newsletter } from '../../src/domain/newsletter.ts'
import type { NewNewsletter } from '../../src/store/newsletters.ts'

/** A newsletter in Riyadh, daily at eight and on Sundays, whose posts are ready at once, unless told otherwise. */
export const newNewsletter = (slug: string, more: Partial<Omit<Newsletter, 'id' | 'slug'>> = {}): NewNewsletter => ({
  slug,
  name: 'مرصد',
  description: '',
  locale: 'ar',
  digits: 'latn',
  timeZone: 'Asia/Riyadh',
  cadence: 'daily',
  cadences,
  hour: 8,
  weekday: 7,
  settleMinutes: 0,
  maxPosts: 30,
  sender: { name: 'مرصد', address: 'news@marsad.example' },
  replyTo: null,
  postalAddress: 'شارع العليا ١، الرياض',
  siteUrl: null,
  colour: '#0f5c55',
  ...more,
})

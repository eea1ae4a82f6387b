import type { Cadence } from './cadence.ts'
import type { Digits, Locale } from './locale.ts'

/** Who a newsletter's mail comes from. */
export interface Sender {
  readonly name: string
  readonly address: string
}

/** What one can subscribe to. */
export interface Newsletter {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly description: string
  readonly locale: Locale
  readonly digits: Digits
  /** IANA time zone in which its cadences fall due. */
  readonly timeZone: string
  /** Given to readers who choose nothing. */
  readonly cadence: Cadence
  /** What readers may choose from; holds `cadence`. */
  readonly cadences: readonly Cadence[]
  /** Local hour, 0-23, of daily and weekly slots. */
  readonly hour: number
  /** ISO weekday of weekly slots: 1 is Monday, 7 Sunday. */
  readonly weekday: number
  /** Minutes between the first sight of a post and its being ready. */
  readonly settleMinutes: number
  /** The most posts one digest shows; the rest become "and 7 more". */
  readonly maxPosts: number
  readonly sender: Sender
  readonly replyTo: string | null
  readonly postalAddress: string
  /** The site's home page, where "more on the site" leads. */
  readonly siteUrl: string | null
  /** Accent colour, `#rrggbb`. */
  readonly colour: string
}

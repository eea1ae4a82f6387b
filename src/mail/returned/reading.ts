/** Why one recipient did not get a message, in a receiver's own words. */
export interface ReturnReason {
  readonly recipient: string | null
  /** Enhanced status code (RFC 3463) of a field of its own, or found in the text. */
  readonly status: string | null
  /** What the receiver said, one line of at most 500 characters; it may begin with an SMTP code. */
  readonly diagnostic: string
}

/** What in a returned mail may prove which message it is about; nothing of it is believed yet. */
export interface ReturnTrace {
  /** Addresses that may be a return path of ours: of the notice, and of the mail it is about. */
  readonly paths: readonly string[]
  /** Message-IDs of the mail it is about. */
  readonly messageIds: readonly string[]
  /** To whom that mail went, as far as somebody says so. */
  readonly recipients: readonly string[]
  /** Tokens of unsubscribe links in its headers. */
  readonly tokens: readonly string[]
  /** The notice's own Message-ID, or null. */
  readonly noticeId: string | null
}

/** What a mail that came back says. */
export type ReturnedMail =
  /** Not delivered: for good, or, where `isDelay`, not yet. More than one reason where it was passed on to several. */
  | {
      readonly kind: 'failure'
      readonly isDelay: boolean
      readonly reasons: readonly ReturnReason[]
      readonly trace: ReturnTrace
    }
  | { readonly kind: 'complaint'; readonly type: string; readonly trace: ReturnTrace }
  /** By the token of an unsubscribe link. */
  | { readonly kind: 'unsubscribe'; readonly token: string }
  | { readonly kind: 'nothing'; readonly why: 'auto_reply' | 'delivered' | 'feedback' | 'unreadable' | 'other' }

/** A line for admins: blanks and controls made single blanks, shortened. */
export const oneLine = (text: string): string =>
  text
    .slice(0, 4000)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 500)

/** The first enhanced status code in a text that is no part of an address or a version. */
export const statusIn = (text: string): string | null =>
  /(?<![\d.])[45]\.[0-7]\.\d{1,2}(?!\.?\d)/.exec(text)?.[0] ?? null

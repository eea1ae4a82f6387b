import type { AlarmFacts, AlarmKind } from '../src/domain/alarm.ts'
import type { Cadence } from '../src/domain/cadence.ts'
import type { ReaderParts } from '../src/domain/digest.ts'
import type { Locale } from '../src/domain/locale.ts'
import type { MailKey } from '../src/i18n/mail.ts'
import { alarmLetter } from './alarm-letter.ts'
import type { Imprint } from './imprint.ts'
import type { Sentence, Voice } from './say.ts'

/** A mail that answers one person's deed, in that person's language. */
export type Notice =
  | { readonly kind: 'confirm'; readonly lang: Locale; readonly confirmUrl: string; readonly cadence: Cadence }
  | { readonly kind: 'already_subscribed'; readonly lang: Locale; readonly preferencesUrl: string }
  /** For somebody who left and has signed up again. */
  | { readonly kind: 'come_back'; readonly lang: Locale; readonly confirmUrl: string }
  | { readonly kind: 'manage_link'; readonly lang: Locale; readonly preferencesUrl: string }
  | AlarmNotice

/** For an admin: something is wrong. */
export interface AlarmNotice {
  readonly kind: 'alarm'
  readonly lang: Locale
  readonly alarm: AlarmKind
  readonly facts: AlarmFacts
  /** Whether an issue stands still for it. */
  readonly paused: boolean
  readonly newsroomUrl: string
}

/** A notice is written to one address; links at its foot stand only where their addresses are given. */
export type NoticeParts = Pick<ReaderParts, 'address'> & Partial<ReaderParts>

/** What a notice says, in order. */
export interface Letter {
  readonly subject: MailKey
  readonly title: Sentence
  readonly before: readonly Sentence[]
  readonly action: { readonly label: MailKey; readonly url: string }
  readonly after: readonly Sentence[]
  readonly reason: Sentence
}

interface Reader {
  readonly address: string
  readonly voice: Voice
}

interface Plan {
  readonly subject: MailKey
  readonly title: MailKey
  readonly before: readonly MailKey[]
  readonly action: MailKey
  readonly after: readonly MailKey[]
  readonly reason: MailKey
}

/** Days for which a confirmation link is good. */
const linkLife = 7

type ReaderNotice = Exclude<Notice, AlarmNotice>

const plans: Readonly<Record<ReaderNotice['kind'], Plan>> = {
  confirm: {
    subject: 'confirm_subject',
    title: 'confirm_title',
    before: ['confirm_asked', 'confirm_terms'],
    action: 'confirm_action',
    after: ['link_life', 'confirm_ignore'],
    reason: 'confirm_reason',
  },
  come_back: {
    subject: 'return_subject',
    title: 'return_title',
    before: ['return_asked', 'return_terms'],
    action: 'return_action',
    after: ['link_life', 'return_ignore'],
    reason: 'confirm_reason',
  },
  already_subscribed: {
    subject: 'already_subject',
    title: 'already_title',
    before: ['already_asked', 'already_state'],
    action: 'already_action',
    after: ['already_ignore'],
    reason: 'confirm_reason',
  },
  manage_link: {
    subject: 'manage_subject',
    title: 'manage_title',
    before: ['manage_asked', 'manage_private'],
    action: 'manage_action',
    after: ['manage_ignore'],
    reason: 'manage_reason',
  },
}

const valuesFor = (notice: ReaderNotice, imprint: Imprint, reader: Reader): NonNullable<Sentence['values']> => ({
  newsletter: { text: imprint.name, kind: 'name' },
  sender: { text: imprint.sender, kind: 'name' },
  address: { text: reader.address, kind: 'address' },
  cadence: notice.kind === 'confirm' ? reader.voice.text({ key: notice.cadence }) : '',
  days: linkLife,
})

/** Writes the letter of a notice. */
export const letterOf = (notice: Notice, imprint: Imprint, reader: Reader): Letter => {
  if (notice.kind === 'alarm') return alarmLetter(notice, imprint, reader.voice)
  const plan = plans[notice.kind]
  const values = valuesFor(notice, imprint, reader)
  const said = (key: MailKey): Sentence => ({ key, values })
  return {
    subject: plan.subject,
    title: said(plan.title),
    before: plan.before.map(said),
    action: { label: plan.action, url: 'confirmUrl' in notice ? notice.confirmUrl : notice.preferencesUrl },
    after: plan.after.map(said),
    reason: said(plan.reason),
  }
}

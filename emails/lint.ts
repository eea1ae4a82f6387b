import { load } from 'cheerio/slim'
import type { CheerioAPI } from 'cheerio/slim'
import type { RenderedMail } from '../src/domain/digest.ts'
import type { Direction, Locale } from '../src/domain/locale.ts'
import { directionOf } from '../src/domain/locale.ts'
import { stripBidiControls, subjectInDirection } from '../src/domain/text.ts'
import { bytesOf, mailBudget } from './budget.ts'
import { visibleLength } from './cut.ts'
import { alignmentFaults } from './lint-alignment.ts'
import { voiceOf } from './say.ts'
import { longestSubject } from './subject.ts'

/** What is checked of a mail, read once. */
interface Subjected {
  readonly mail: RenderedMail
  readonly lang: Locale
  readonly direction: Direction
  readonly $: CheerioAPI
  /** Every declaration of CSS, in attributes and style blocks. */
  readonly css: string
}

type Check = (subject: Subjected) => readonly string[]

const when = (condition: boolean, fault: string): string[] => (condition ? [fault] : [])
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

const languageOfRoots: Check = ({ $, lang, direction }) =>
  ['html', 'body']
    .filter((tag) => $(tag).attr('lang') !== lang || $(tag).attr('dir') !== direction)
    .map((tag) => `1: ${tag} is not lang="${lang}" dir="${direction}"`)

const noLeftToRightStyles: Check = ({ css, direction }) => {
  const times = count(css, /direction:\s*ltr/g)
  return when(direction === 'rtl' && times > 0, `2: direction:ltr stands ${times} times in a right-to-left mail`)
}

const noLogicalCss: Check = ({ css }) =>
  when(
    /text-align:\s*(start|end)|(margin|padding|border|inset)-(inline|block)/.test(css),
    '4: logical CSS fails in Gmail and Outlook',
  )

const noDirectionOnLinks: Check = ({ $ }) => [
  ...when($('a[dir]').length > 0, '5: dir on a link; Outlook wants it on the block'),
  ...when($('td[lang]').length > 0, '5: lang on a table cell is ignored by Yahoo'),
]

const mirroredArrows: Check = ({ $ }) =>
  $('a')
    .toArray()
    .flatMap((link) => {
      const arrow = /[←→]\s*$/.exec($(link).text())?.[0].trim()
      const inside = $(link).find('[dir]')
      const direction = (inside.length > 0 ? inside : $(link).closest('[dir]')).attr('dir')
      const against = direction === 'rtl' ? '→' : '←'
      return when(arrow === against, `8: the arrow of "${$(link).text()}" points backwards`)
    })

const cleanDirectionMarks: Check = ({ mail }) => [
  ...when(stripBidiControls(mail.html) !== mail.html, '11: the HTML carries direction marks'),
  ...when(
    mail.text.split('\n').some((line) => stripBidiControls(line) !== line.replace(/^\u200f/, '')),
    '34: the text carries direction marks other than one at the start of a line',
  ),
]

const subjectFits: Check = ({ mail: { subject }, direction }) => [
  ...when(/[\p{Cc}\u2028\u2029]/u.test(subject), '13: the subject is more than one line'),
  ...when(subject !== subjectInDirection(subject, direction), `13: the subject will not be laid out ${direction}`),
  ...when(visibleLength(subject) > longestSubject, `30: the subject is longer than ${longestSubject} characters`),
]

const kindToArabicLetters: Check = ({ $, css }) => {
  if ($('[dir="rtl"]').length === 0) return []
  return [
    ...when(/letter-spacing:(?!\s*(0|normal))/.test(css), '19: letter-spacing breaks joined letters'),
    ...when(/font-style:\s*(italic|oblique)/.test(css) || $('i,em,cite').length > 0, '19: italics'),
    ...when(/text-transform:(?!\s*none)/.test(css), '19: text-transform'),
    ...when(/text-align:\s*justify/.test(css) || $('[align="justify"]').length > 0, '19: justified text'),
    ...when(
      $('h1 a,h2 a,h3 a').is((_, link) => /underline/.test($(link).attr('style') ?? '')),
      '19: an underlined heading',
    ),
  ]
}

const fitsTheBudget: Check = ({ mail }) => {
  const bytes = bytesOf(mail.html)
  return when(bytes > mailBudget.hardLimit, `33: ${bytes} bytes of HTML, more than ${mailBudget.hardLimit}`)
}

const hasText: Check = ({ mail }) => when(mail.text.trim() === '', 'M10: there is no text part')

const hasFootLinks: Check = ({ $, mail, lang }) =>
  (['unsubscribe', 'preferences'] as const).flatMap((key) => {
    const label = voiceOf(lang, 'latn').text({ key })
    const links = $('a').filter((_, link) => $(link).text().trim() === label)
    const url = links.attr('href')
    if (!url) return [`M14: no link "${label}"`]
    const missing = mail.text.trim() !== '' && !mail.text.split('\n').includes(url)
    return when(missing, `34: the address of "${label}" is not alone on a line of the text`)
  })

const checks: readonly Check[] = [
  languageOfRoots,
  noLeftToRightStyles,
  ({ $ }) => alignmentFaults($),
  noLogicalCss,
  noDirectionOnLinks,
  mirroredArrows,
  cleanDirectionMarks,
  subjectFits,
  kindToArabicLetters,
  fitsTheBudget,
  hasText,
]

export interface LintOptions {
  /** Notices answer one person and need no unsubscribe link. */
  readonly kind?: 'digest' | 'notice'
}

/**
 * Everything about a rendered mail that would be laid out wrongly, clipped or against the rules for senders, one sentence
 * each with the rule's number in front; empty when the mail is fine. `lang` is the language the mail was rendered in.
 */
export const lintMail = (mail: RenderedMail, lang: Locale, { kind = 'digest' }: LintOptions = {}): string[] => {
  const $ = load(mail.html)
  const styles = $('[style]')
    .toArray()
    .map((element) => $(element).attr('style') ?? '')
  const css = [...styles, $('style').text()].join(';\n')
  const subject = { mail, lang, direction: directionOf(lang), $, css }
  return [...checks, ...(kind === 'digest' ? [hasFootLinks] : [])].flatMap((check) => check(subject))
}

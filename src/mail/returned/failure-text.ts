import { addressIn } from './fields.ts'
import { endOfNotice, type OpenedMail } from './open-mail.ts'
import { oneLine, statusIn, type ReturnReason } from './reading.ts'

/** What a notice for people alone says: qmail, Exim, sendmail, old Exchange and their kin. */
export interface FailureText {
  readonly isDelay: boolean
  readonly reason: ReturnReason
}

const daemon =
  /^(?:mailer-?daemon|mail-?daemon|mailerdaemon|postmaster|postoffice|mail\.?system|mdaemon|mmdf|bounce|system administrator)/i
const failureWords =
  /undeliver|unable to deliver|not able to deliver|non-delivery|not (?:be |been )?delivered|did not reach|failure delivery|failed mail|mail failed|processing error|automatically rejected|deliver(?:y|ed)? (?:status|fail|problem|report|error|has)|delivery (?:of|to) .{0,80}fail|failure notice|returned (?:mail|to sender)|mail (?:delivery|system) (?:fail|error|sub|system|problem)|message .{0,60}(?:could not|couldn't|cannot|undeliver|returned)|non[- ]?(?:remis|distribu)|échec|unzustellbar|nicht zugestellt|zurückgewiesen|devuelto|no se (?:pudo|ha podido)|no entregad|não entregue|mancata consegna|не доставлен|недоставлен|تعذّ?ر|لم ي(?:تم|جر) تسليم|لم تُ?سلَّ?م|فشل|إخفاق|退信|配信不能|送信できません|전송 실패|delay|warning/i
const delayWords =
  /\bdelay(?:ed|s)?\b|\bstill (?:being |trying)|will (?:continue|keep|be) (?:to )?(?:try|retr|attempt)|not yet been delivered|no action is required|verzögert|retard[ée]|تأخّ?ر|متأخر|ما زالت المحاولة|задерж/i
const endWords =
  /gave up|giving up|permanent(?:ly)?|has failed|failed permanently|could not be delivered|undeliverable/i

const noticeIn = (text: string): string => text.slice(0, Math.min(endOfNotice(text), 16_000))

/** What is said around a recipient, from an SMTP code on where there is one: one line. */
export const excerptOn = (recipient: string | null, text: string): string => {
  const notice = noticeIn(text)
  const at = recipient === null ? -1 : notice.search(new RegExp(RegExp.escape(recipient), 'i'))
  const near = notice.slice(Math.max(notice.lastIndexOf('\n', at), 0), at < 0 ? 2000 : at + 1200)
  const coded = /(?<![\w.@-])[45]\d\d[ -](?=#?[45]\.\d|\D)[^]*/.exec(near)?.[0]
  return oneLine(coded ?? near)
}

const ownLine = /^[ \t]*<?([^\s<>"'(),;:]+@[^\s<>"'(),;:]+)>?:?[ \t]*(?:$|\.\.\.|\()/m
const introduced =
  /(?:^[ \t]*(?:\d{3}[ -](?:[45]\.\d\.\d{1,2} )?)?<|'|"|\bto:? |recipient:? |address:? |المستلم:? |إلى:? )<?([^\s<>"'(),;:]+@[^\s<>"'(),;:]+)/im

const recipientIn = (notice: string, { headers }: OpenedMail): string | null => {
  const failed = headers.first('x-failed-recipients').split(',', 1)[0] ?? ''
  const own = new Set(['to', 'from'].map((name) => addressIn(headers.first(name))?.toLowerCase()))
  const found = [ownLine, introduced].map((pattern) => pattern.exec(notice)?.[1]?.replace(/[.>]+$/, ''))
  const stranger = found.find((address) => address !== undefined && !own.has(address.toLowerCase()))
  return addressIn(failed) ?? stranger ?? addressIn(strip(notice, own))
}

const strip = (notice: string, own: ReadonlySet<string | undefined>): string =>
  notice.replaceAll(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, (address) => (own.has(address.toLowerCase()) ? '' : address))

const comesFromADaemon = ({ headers }: OpenedMail, nullSender: boolean): boolean =>
  nullSender ||
  daemon.test(addressIn(headers.first('from')) ?? headers.first('from')) ||
  /mail delivery (?:sub)?system/i.test(headers.first('from')) ||
  headers.first('return-path') === '<>'

/** Reads a notice that has no report for machines; null when it is no notice of failure, such as a person's answer. */
export const readFailureText = (mail: OpenedMail, nullSender: boolean): FailureText | null => {
  const notice = noticeIn(mail.text)
  const named = mail.headers.first('x-failed-recipients') !== ''
  const opening = notice.slice(0, 1500)
  const speaksOfFailure = failureWords.test(mail.subject) || failureWords.test(opening)
  if (!named && !(comesFromADaemon(mail, nullSender) && speaksOfFailure)) return null
  const recipient = recipientIn(notice, mail)
  const diagnostic = excerptOn(recipient, mail.text)
  const isDelay = delayWords.test(`${mail.subject}\n${opening}`) && !endWords.test(opening)
  return { isDelay, reason: { recipient, status: statusIn(diagnostic) ?? statusIn(notice), diagnostic } }
}

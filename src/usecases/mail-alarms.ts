import type { AlarmNotice } from '../../emails/notice.ts'
import type { Newsletter } from '../domain/newsletter.ts'
import type { Outcome } from '../mail/outcome.ts'
import type { Alarm } from '../store/alarms.ts'
import type { User } from '../store/users.ts'
import type { House } from './house.ts'
import { isRelayFault } from './relay-fault.ts'

/**
 * Mails every admin, each in their own language, about what is wrong: at least once, and no more than once an hour about the
 * same thing. What no relay takes now is tried again in five minutes.
 */
export const mailAlarms = async (house: House): Promise<void> => {
  const alarms = await house.store.alarms.takeUnmailed()
  if (alarms.length === 0) return
  const users = await house.store.users.all()
  for (const alarm of alarms) if (await tellAll(house, alarm, users)) await house.store.alarms.mailed(alarm.id)
}

/** True once one of them has it, or nobody is left whom a relay might take it for later. */
const tellAll = async (house: House, alarm: Alarm, users: readonly User[]): Promise<boolean> => {
  const about = await newsletterOf(house, alarm)
  const sender = about ?? (await house.store.newsletters.all())[0] ?? null
  // Without a newsletter there is nobody to write as.
  if (sender === null) return true
  const outcomes = []
  for (const user of users) outcomes.push(await tell(house, { alarm, about, sender, user }))
  return outcomes.includes('accepted') || !outcomes.includes('deferred')
}

interface Telling {
  readonly alarm: Alarm
  /** The newsletter it is about; null where it is about none. */
  readonly about: Newsletter | null
  readonly sender: Newsletter
  readonly user: User
}

const tell = async (house: House, { alarm, about, sender, user }: Telling): Promise<Outcome['kind']> => {
  const notice = await noticeFor(house, alarm, user)
  const mail = await house.renderer.renderNotice(notice, about, { address: user.email })
  const hour = Math.floor(house.clock.now().getTime() / 3_600_000)
  try {
    const outcome = await house.mailer.send({
      ...mail,
      from: sender.sender,
      to: { name: null, address: user.email },
      messageId: house.digests.messageIdOf(sender, `alarm-${alarm.id}-${hour}`, user.id),
      autoSubmitted: true,
    })
    return outcome.kind
  } catch (fault) {
    if (!isRelayFault(fault)) throw fault
    house.log.warn({ alarm: alarm.kind }, 'admins could not be mailed about an alarm: no relay can be reached')
    return 'deferred'
  }
}

const noticeFor = async (house: House, { kind, about, facts }: Alarm, { lang }: User): Promise<AlarmNotice> => {
  const issueId = subjectOf(about, 'issue')
  const paused = issueId !== null && (await house.store.alarms.pauseReason(issueId)) !== null
  const page = issueId === null ? '/admin/delivery' : `/admin/issues/${issueId}`
  return { kind: 'alarm', lang, alarm: kind, facts, paused, newsroomUrl: house.links.to(`${page}?lang=${lang}`) }
}

const newsletterOf = async ({ store }: House, { about }: Alarm): Promise<Newsletter | null> => {
  const issueId = subjectOf(about, 'issue')
  const issue = issueId === null ? null : await store.issues.byId(issueId)
  const newsletterId = issue?.newsletterId ?? subjectOf(about, 'newsletter')
  return newsletterId === null ? null : store.newsletters.byId(newsletterId)
}

const subjectOf = (about: string, what: 'issue' | 'newsletter'): string | null =>
  about.startsWith(`${what} `) ? about.slice(what.length + 1) : null

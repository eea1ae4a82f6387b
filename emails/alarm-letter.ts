import { alarmKeys, alarmValues } from '../src/i18n/alarms.ts'
import type { Imprint } from './imprint.ts'
import type { AlarmNotice, Letter } from './notice.ts'
import type { Sentence, Voice } from './say.ts'
import type { MailKey } from '../src/i18n/mail.ts'

/** The letter about an alarm: what is wrong, what is known of it, what to do, and the way to the newsroom. */
export const alarmLetter = (notice: AlarmNotice, imprint: Imprint, voice: Voice): Letter => {
  const keys = alarmKeys(notice.alarm)
  const { numbers, names } = alarmValues(notice.facts, notice.lang, voice.digits)
  const values: Sentence['values'] = {
    ...numbers,
    newsletter: { text: imprint.name, kind: 'name' },
    name: { text: names.name, kind: 'address' },
    reply: { text: names.reply, kind: 'address' },
    reason: names.reason,
  }
  const said = (key: MailKey): Sentence => ({ key, values })
  return {
    subject: keys.title,
    title: said(keys.title),
    before: [said(keys.what), ...(notice.paused ? [said('alarm.paused')] : []), said(keys.todo)],
    action: { label: 'alarm.action', url: notice.newsroomUrl },
    after: [],
    reason: said('alarm.reason'),
  }
}

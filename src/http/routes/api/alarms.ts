import { z } from 'zod'
import type { Alarm } from '../../../store/alarms.ts'
import { settleAlarm } from '../../../usecases/raise-alarm.ts'
import { apiRoute, pageQuery, type ApiRoute } from '../../api/route.ts'
import { alarmTexts } from '../../../i18n/alarms.ts'
import { languageOf } from '../../language.ts'

const shown = (alarm: Alarm, lang: 'ar' | 'en') => ({ ...alarm, ...alarmTexts(alarm, lang) })

export const alarmApi: readonly ApiRoute[] = [
  apiRoute({
    method: 'get',
    path: '/alarms',
    scope: 'alarms:read',
    summary:
      'What is wrong, newest first, in words of the language that Accept-Language asks for; with settled, what has passed',
    query: pageQuery.extend({ settled: z.enum(['true', 'false']).default('false') }),
    answers: { 200: 'A page of a list' },
    async work({ house }, { query: { settled, after = null, limit }, request }) {
      const page = await house.store.alarms.page({ settled: settled === 'true', after, limit })
      const lang = languageOf(request, 'en')
      return { status: 200, body: { items: page.items.map((alarm) => shown(alarm, lang)), next: page.next } }
    },
  }),
  apiRoute({
    method: 'post',
    path: '/alarms/:id/settle',
    scope: 'alarms:write',
    summary: 'Say that an alarm is known: the same is not raised again at once',
    answers: { 200: 'The alarm' },
    async work({ house }, { id, request }) {
      return { status: 200, body: shown(await settleAlarm(house, id), languageOf(request, 'en')) }
    },
  }),
]

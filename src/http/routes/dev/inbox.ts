import { Router } from 'express'
import { Refused } from '../../../domain/refusal.ts'
import type { Inbox } from '../../../embedded/inbox.ts'
import { framedMail, inboxPage } from '../../../pages/public/inbox.tsx'
import { languageOf } from '../../language.ts'
import type { Room } from '../../room.ts'
import { mailFrameHeaders, privatePage } from '../../safety.ts'

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** What the demo has mailed, to be read in the browser and by scripts. */
export const inboxRoutes = (room: Room, inbox: Inbox): Router => {
  const router = Router()
  router.use('/dev/inbox', privatePage)

  router.get('/dev/inbox', (request, response) => {
    response
      .type('html')
      .send(inboxPage({ lang: languageOf(request, room.defaultLang), messages: listed(inbox), zone }))
  })

  router.get('/dev/inbox/messages', (_request, response) => {
    response.json(inbox.list())
  })

  router.get('/dev/inbox/messages/:id', async (request, response) => {
    const messages = listed(inbox)
    const entry = messages.find(({ id }) => id === request.params.id)
    const mail = entry && (await inbox.read(entry.id))
    if (!entry || !mail) throw new Refused({ kind: 'not_found' })
    const headers = mail.headers.map(([name, value]) => ({ name, value }))
    const selected = { ...entry, hasHtml: mail.html !== null, text: mail.text, headers }
    response.type('html').send(inboxPage({ lang: languageOf(request, room.defaultLang), messages, selected, zone }))
  })

  router.get('/dev/inbox/messages/:id/html', mailFrameHeaders, async (request, response) => {
    const mail = await inbox.read(String(request.params['id']))
    if (mail?.html == null) throw new Refused({ kind: 'not_found' })
    response.type('html').send(framedMail(mail.html))
  })

  router.get('/dev/inbox/messages/:id/raw', async (request, response) => {
    const raw = await inbox.raw(request.params.id)
    if (raw === null) throw new Refused({ kind: 'not_found' })
    response.type('text/plain; charset=utf-8').send(raw)
  })

  return router
}

const longestList = 200

const listed = (inbox: Inbox) =>
  inbox
    .list()
    .slice(0, longestList)
    .map((message) => ({ ...message, date: new Date(message.date) }))

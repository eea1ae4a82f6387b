import { expect, test } from '@jest/globals'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerEnvelope } from 'smtp-server'
import { parseRelay, RelayFault } from '../../src/mail/relay.ts'
import { createMailer, type Mailer, type SingleMail } from '../../src/mail/single-mail.ts'
import { byPostalMime, byPython, faultsOf, hasPython } from './decoders.ts'
import { cut, openRudeServer, silence } from './rude-server.ts'

const noon = new Date('2026-11-22T12:00:00Z')

const mailerOver = (...urls: string[]): Mailer =>
  createMailer({ relays: urls.map(parseRelay), log: { warn: silence, info: silence }, now: () => noon })

const confirmation: SingleMail = {
  from: { name: 'نشرة القاهرة', address: 'desk@example.org' },
  replyTo: { name: null, address: 'reply@example.org' },
  to: { name: null, address: 'salma@example.org' },
  envelopeFrom: 'b+token@bounces.example.org',
  subject: 'أكِّد اشتراكك في نشرة القاهرة 📬',
  html: '<html lang="ar" dir="rtl"><body dir="rtl"><a href="https://n.example/c/x=">أكِّد</a></body></html>',
  text: 'أكِّد اشتراكك:\nhttps://n.example/c/x=\n',
  messageId: '<confirm.1@example.org>',
  autoSubmitted: true,
}

test('a confirmation reaches its reader as written, and no absence notice answers it', async () => {
  const received: { envelope: SMTPServerEnvelope; message: Buffer }[] = []
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    onData: async (stream, session, done) => {
      received.push({ envelope: session.envelope, message: Buffer.concat(await stream.toArray()) })
      done()
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const mailer = mailerOver(`smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`)
  expect(await mailer.send(confirmation)).toMatchObject({ kind: 'accepted' })
  await mailer.close()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  const { envelope, message } = received[0] ?? { envelope: null, message: Buffer.alloc(0) }
  expect(envelope).toMatchObject({
    mailFrom: { address: 'b+token@bounces.example.org' },
    rcptTo: [{ address: 'salma@example.org' }],
  })
  expect(faultsOf(message)).toEqual([])
  const { subject, html, text } = confirmation
  expect(await byPostalMime(message)).toMatchObject({ subject, html, text: text.trimEnd(), fromName: 'نشرة القاهرة' })
  if (hasPython) expect(byPython(message)).toMatchObject({ subject, html, text, defects: [] })
  const head = message.toString().split('\r\n\r\n')[0] ?? ''
  expect(head).toContain('Auto-Submitted: auto-generated')
  expect(head).toContain('Date: Sun, 22 Nov 2026 12:00:00 +0000')
  expect(head).toContain('Reply-To: reply@example.org')
})

test('a relay that is down is passed over, and what the next one says counts', async () => {
  await using down = await openRudeServer({ greeting: '554 no' })
  await using up = await openRudeServer({ rcpt: '550 5.1.1 who?' })
  const mailer = mailerOver(down.url, up.url)
  expect(await mailer.send(confirmation)).toMatchObject({ kind: 'refused', code: 550 })
  await mailer.close()
})

test('with no relay to be reached nothing is sent, and that is no outcome of the mail', async () => {
  await using down = await openRudeServer({ greeting: '554 no' })
  const mailer = mailerOver(down.url)
  await expect(mailer.send(confirmation)).rejects.toBeInstanceOf(RelayFault)
  await mailer.close()
  await expect(mailer.send(confirmation)).rejects.toThrow('closed')
})

test('a relay that hung up between two mails does not cost the second one', async () => {
  await using server = await openRudeServer({ mail: ['250 ok', cut, '250 ok'] })
  const mailer = mailerOver(server.url)
  expect(await mailer.send(confirmation)).toMatchObject({ kind: 'accepted' })
  expect(await mailer.send(confirmation)).toMatchObject({ kind: 'accepted' })
  expect(server.messages).toHaveLength(2)
  await mailer.close()
})

test('a mail in doubt is handed over once and no more', async () => {
  await using server = await openRudeServer({ dot: cut })
  const mailer = mailerOver(server.url)
  expect(await mailer.send(confirmation)).toMatchObject({ kind: 'uncertain' })
  expect(server.messages).toHaveLength(1)
  await mailer.close()
})

test('nothing in a mail can name another reader', async () => {
  await using server = await openRudeServer()
  const mailer = mailerOver(server.url)
  const evil = 'x\r\nBcc: eve@example.org'
  const attempts: Partial<SingleMail>[] = [
    { subject: evil },
    { messageId: evil },
    { from: { name: evil, address: 'desk@example.org' } },
    { to: { name: null, address: `salma@example.org, eve@example.org` } },
    { to: { name: null, address: `salma@example.org\r\nBcc: eve@example.org` } },
    { envelopeFrom: `desk@example.org>\r\nRCPT TO:<eve@example.org` },
    { headers: [['Bcc', { name: null, address: 'eve@example.org' }]] },
    { headers: [['To', { name: null, address: 'eve@example.org' }]] },
    { headers: [['X-Note', evil]] },
  ]
  for (const attempt of attempts) await expect(mailer.send({ ...confirmation, ...attempt })).rejects.toThrow(TypeError)
  expect(server.messages).toEqual([])
  expect(server.commands.filter((line) => line.startsWith('RCPT'))).toEqual([])
  await mailer.close()
})

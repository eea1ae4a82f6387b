import { Writable } from 'node:stream'
import { expect, test } from '@jest/globals'
import { pino } from 'pino'
import { createLog } from '../../../src/log.ts'
import { readMailbox } from '../../../src/mail/returned/mailbox-reader.ts'
import { hasDovecot, openMailServer } from '../../support/dovecot.ts'
import { until } from '../../support/wait.ts'

const withDovecot = hasDovecot() ? test : test.skip
if (!hasDovecot()) console.warn('Dovecot is not installed (Debian: dovecot-imapd): the IMAP mailbox is not tried.')

const log = createLog('silent')
const mail = (subject: string): string =>
  `From: a@example.com\nTo: bounces@news.example.org\nSubject: ${subject}\n\nbody\n`
const subjectOf = (raw: Uint8Array): string => /^Subject: (.*?)\r?$/m.exec(Buffer.from(raw).toString())?.[1] ?? ''

withDovecot('mail in a mailbox is taken once, marked as read, and looked for again', async () => {
  await using server = await openMailServer()
  await server.append(mail('one'), mail('two'))
  const taken: string[] = []
  const take = async ({ raw }: { raw: Uint8Array }): Promise<unknown> => taken.push(subjectOf(raw))
  await using _ = readMailbox({ url: server.url, take, log, everyMs: 50 })
  await until('both are taken', () => taken.length >= 2)
  await server.append(mail('three'))
  await until('the third is taken', () => taken.length >= 3)
  await until('all are read', async () => (await server.count('INBOX')).unseen === 0)
  expect(taken).toEqual(['one', 'two', 'three'])
  expect(await server.count('INBOX')).toEqual({ all: 3, unseen: 0 })
})

withDovecot(
  'what cannot be taken stays unread and is there at the next look; what was taken may move away',
  async () => {
    await using server = await openMailServer()
    await server.append(mail('bad'), mail('good'))
    const taken: string[] = []
    let away = true
    const take = async ({ raw }: { raw: Uint8Array }): Promise<void> => {
      if (away && subjectOf(raw) === 'bad') throw new Error('no database')
      taken.push(subjectOf(raw))
    }
    await using _ = readMailbox({ url: `${server.url}?done=Read`, take, log, everyMs: 50 })
    await until('the good one is taken', () => taken.length === 1)
    expect(taken).toEqual(['good'])
    away = false
    await until('the other is taken, too', () => taken.length === 2)
    expect(taken).toEqual(['good', 'bad'])
    await until('both have moved', async () => (await server.count('Read')).all === 2)
    expect(await server.count('INBOX')).toEqual({ all: 0, unseen: 0 })
  },
)

withDovecot('a server that goes away and comes back is read again, and no password is in the log', async () => {
  await using server = await openMailServer()
  const lines: string[] = []
  const sink = new Writable({ write: (line, _encoding, done) => done((lines.push(String(line)), null)) })
  const taken: string[] = []
  const take = async ({ raw }: { raw: Uint8Array }): Promise<unknown> => taken.push(subjectOf(raw))
  const everyMs = 50
  await using _ = readMailbox({ url: server.url, take, log: pino(sink), everyMs })
  await using wrong = readMailbox({ url: server.url.replace('s%40cret', 'wr%40ng'), take, log: pino(sink), everyMs })
  await until('the wrong password is told of', () => lines.some((line) => line.includes('cannot be read')))
  await wrong[Symbol.asyncDispose]()
  lines.length = 0
  await server.stop()
  await until('the lost server is told of', () => lines.some((line) => line.includes('cannot be read')))
  await server.start()
  await server.append(mail('after'))
  await until('it is read again', () => taken.includes('after'))
  expect(lines.join('')).not.toMatch(/cret|wr@ng|wr%40ng/)
})

import { randomBytes } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { readReturned } from '../../../src/mail/returned/read-returned.ts'
import { answers, complaints, delays, harmless } from './answers.ts'
import { corpus } from './corpus.ts'

const read = (text: string | Buffer, from: string | null = '') => readReturned(Buffer.from(text), { from, to: [] })

const mail = (subject: string): string => `From: a@example.com\nSubject: ${subject}\nAuto-Submitted: auto-generated\n\n`

test('answers of absent readers say nothing of their addresses, whoever hands them in', async () => {
  for (const answer of answers)
    for (const from of ['', 'reader@example.com', null])
      expect([answer.split('\n')[2], await read(answer, from)]).toEqual([
        answer.split('\n')[2],
        { kind: 'nothing', why: 'auto_reply' },
      ])
})

test('reports of success, of reading, of viruses are nobody’s matter', async () => {
  for (const report of harmless) expect(await read(report)).toMatchObject({ kind: 'nothing' })
})

test('a notice of delay is told from a failure', async () => {
  for (const notice of delays) expect(await read(notice)).toMatchObject({ kind: 'failure', isDelay: true })
})

test('a feedback report is a complaint and names what it knows of the message', async () => {
  for (const report of complaints)
    expect(await read(report)).toMatchObject({
      kind: 'complaint',
      trace: { paths: expect.arrayContaining(['bounces+bcsfm5ujpk@news.example.org']), recipients: ['r@example.com'] },
    })
})

test('a mail that unsubscribes is known by its token alone', async () => {
  const token = 'aZ09_-'.repeat(8)
  expect(await read(mail(`unsubscribe ${token}`))).toEqual({ kind: 'unsubscribe', token })
  expect(await read(mail(`Unsubscribe ${token} `))).toEqual({ kind: 'unsubscribe', token })
  for (const subject of [
    'unsubscribe',
    `unsubscribe ${token}x`,
    `unsubscribe ${token.slice(1)}`,
    `resubscribe-${token}`,
  ])
    expect(await read(mail(subject))).toMatchObject({ kind: 'nothing' })
})

test('a person’s own words are no notice, even where they speak of failure', async () => {
  const letter =
    'From: Salma <salma@example.com>\nSubject: Delivery failed?\n\nMy last mail to you could not be delivered: user unknown.'
  expect(await read(letter, 'salma@example.com')).toEqual({ kind: 'nothing', why: 'other' })
})

test('broken, huge and hostile mail is read within two seconds and never throws', async () => {
  const [whole] = corpus
  const bytes = whole?.raw ?? Buffer.alloc(0)
  const nested = Array.from(
    { length: 500 },
    (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\n\n--b${n}\n`,
  ).join('')
  const hostile: Buffer[] = [
    Buffer.alloc(0),
    Buffer.from('\0\r\n\r\n\0'),
    Buffer.from(nested),
    Buffer.from(`Subject: ${'a'.repeat(600_000)}\n\n`),
    Buffer.from(`${'X-Header: 1\n'.repeat(60_000)}\nbody`),
    Buffer.from(`From: MAILER-DAEMON@a\nSubject: failure\n\n${'<a@'.repeat(200_000)}`),
    Buffer.from(`From: MAILER-DAEMON@a\nSubject: failure\n\n${'x@y.z '.repeat(100_000)}`),
    Buffer.from(`From: MAILER-DAEMON@a\nSubject: failure\nContent-Type: text/html\n\n${'<p '.repeat(200_000)}`),
    Buffer.from(`From: MAILER-DAEMON@a\nSubject: failure\n\n${'-'.repeat(300_000)}`),
    Buffer.from(`From: MAILER-DAEMON@a\nSubject: failure\n\n${'message delivery '.repeat(30_000)}`),
    Buffer.concat([bytes, randomBytes(11 * 1024 * 1024)]),
    ...Array.from({ length: 60 }, (_, n) => bytes.subarray(0, Math.floor((bytes.length * n) / 60))),
    ...Array.from({ length: 60 }, () => scrambled(bytes)),
  ]
  for (const raw of hostile) {
    const begun = performance.now()
    expect(await read(raw)).toHaveProperty('kind')
    expect(performance.now() - begun).toBeLessThan(2000)
  }
})

const scrambled = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes)
  for (const place of randomBytes(40)) copy[(place * 7919) % copy.length] = place
  return copy
}

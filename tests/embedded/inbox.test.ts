import { readdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createTransport } from 'nodemailer'
import { startInbox, type Inbox } from '../../src/embedded/inbox.ts'
import { StartFault } from '../../src/embedded/start-fault.ts'
import { openPlace, type Place } from './places.ts'
import { talkSmtp } from './smtp-talk.ts'

const now = (): Date => new Date('2026-03-06T09:00:00Z')

let place: Place
beforeAll(async () => {
  place = await openPlace()
})
afterAll(() => place.remove())

const newestOf = (inbox: Inbox): string => inbox.list()[0]?.id ?? ''

test('a digest arrives byte for byte, dots and Arabic addresses included', async () => {
  await using inbox = await startInbox({ directory: join(place.home, 'raw'), now })
  const lines = [
    'From: =?utf-8?B?2YXYsdi12K8=?= <hello@lantern.example>',
    'To: someone-else@example.org',
    'Subject: =?utf-8?Q?=D9=87=D8=B0=D8=A7?=',
    ' =?utf-8?Q?_=D8=A7=D9=84=D8=A3=D8=B3=D8=A8=D9=88=D8=B9?=',
    '',
    '.a line with a dot',
    '..',
    'نشرة',
  ]
  const replies = await talkSmtp(inbox.url, [{ from: 'bounce+7@x.example', to: 'سلمى@مثال.example', lines }])
  expect(replies).toEqual(expect.arrayContaining(['250-PIPELINING', '250-SMTPUTF8']))
  expect(replies.filter((reply) => /AUTH|STARTTLS/.test(reply))).toEqual([])
  expect(inbox.list()).toEqual([
    {
      id: expect.any(String),
      to: 'سلمى@مثال.example',
      from: 'مرصد <hello@lantern.example>',
      subject: 'هذا الأسبوع',
      date: '2026-03-06T09:00:00.000Z',
    },
  ])
  expect((await inbox.raw(newestOf(inbox)))?.toString()).toBe(`${lines.join('\r\n')}\r\n`)
})

test('a mail by Nodemailer can be read as its reader sees it', async () => {
  await using inbox = await startInbox({ directory: join(place.home, 'read'), now })
  const transport = createTransport({ url: inbox.url })
  await transport.sendMail({
    from: { name: 'The Lantern', address: 'hello@lantern.example' },
    to: { name: 'سلمى', address: 'salma@example.org' },
    subject: 'لماذا تنسى الطوابير',
    text: 'نصّ بسيط',
    html: '<p dir="rtl">نصّ <b>بسيط</b></p>',
    headers: { 'List-Unsubscribe': '<https://lantern.example/unsubscribe/x>' },
    attachments: [{ filename: 'صورة.png', content: Buffer.alloc(12) }],
  })
  transport.close()
  const reading = await inbox.read(newestOf(inbox))
  expect(reading?.html?.trim()).toBe('<p dir="rtl">نصّ <b>بسيط</b></p>')
  expect(reading?.text?.trim()).toBe('نصّ بسيط')
  expect(reading?.headers).toContainEqual(['List-Unsubscribe', '<https://lantern.example/unsubscribe/x>'])
  expect(reading?.attachments).toEqual([{ name: 'صورة.png', type: 'image/png', bytes: 12 }])
  expect(await inbox.read('nothing')).toBeNull()
  expect(await inbox.raw('../password')).toBeNull()
})

const letters = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => ({
    from: 'a@x.example',
    to: `${prefix}${index}@example.org`,
    lines: [`Subject: ${index}`, '', 'x'],
  }))

test('twenty senders at once lose nothing, and a restart finds it all in the same order', async () => {
  const directory = join(place.home, 'many')
  const inbox = await startInbox({ directory, now })
  const senders = Array.from({ length: 20 }, (_, sender) => talkSmtp(inbox.url, letters(25, `s${sender}-`)))
  await Promise.all(senders)
  const before = inbox.list()
  expect(new Set(before.map(({ to }) => to)).size).toBe(500)
  await inbox.close()
  await inbox.close()
  await writeFile(join(directory, 'stray.eml'), 'not ours')
  await using again = await startInbox({ directory, now })
  expect(again.list()).toEqual(before)
  expect((await again.raw(newestOf(again)))?.toString()).toMatch(/^Subject: \d+\r\n\r\nx\r\n$/)
})

test('a mail with an endless subject survives a restart', async () => {
  const directory = join(place.home, 'long')
  const inbox = await startInbox({ directory, now })
  await talkSmtp(inbox.url, [
    { from: 'a@x.example', to: 'b@x.example', lines: [`Subject: ${'نشرة '.repeat(400)}`, '', 'x'] },
  ])
  const before = inbox.list()
  await inbox.close()
  await using again = await startInbox({ directory, now })
  expect(again.list()).toEqual(before)
  expect(before[0]?.subject).toHaveLength(5 * 400 - 1)
})

test('the newest come first, the oldest make room, and clearing empties the folder', async () => {
  const directory = join(place.home, 'small')
  {
    await using inbox = await startInbox({ directory, now, capacity: 3 })
    await talkSmtp(inbox.url, letters(5, 'r'))
    expect(inbox.list().map(({ subject }) => subject)).toEqual(['4', '3', '2'])
    expect(await readdir(directory)).toHaveLength(3)
  }
  await using inbox = await startInbox({ directory, now, capacity: 2 })
  expect(inbox.list().map(({ subject }) => subject)).toEqual(['4', '3'])
  await inbox.clear()
  expect(inbox.list()).toEqual([])
  expect(await readdir(directory)).toEqual([])
})

test('a message of more than 25 MB is refused with 552 and leaves no trace', async () => {
  await using inbox = await startInbox({ directory: join(place.home, 'large'), now })
  const line = 'x'.repeat(1_000_000)
  const [huge] = letters(1, 'r')
  const replies = await talkSmtp(inbox.url, [{ ...huge!, lines: ['Subject: huge', '', ...Array(27).fill(line)] }])
  expect(replies).toContainEqual(expect.stringMatching(/^552 /))
  expect(inbox.list()).toEqual([])
})

test('a sender that hangs up in the middle of a message leaves no trace', async () => {
  await using inbox = await startInbox({ directory: join(place.home, 'hang up'), now })
  const socket = connect(Number(new URL(inbox.url).port), '127.0.0.1')
  socket.write('EHLO x\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n')
  for await (const chunk of socket) if (String(chunk).includes('354 ')) break
  socket.destroy()
  await talkSmtp(inbox.url, letters(1, 'r'))
  expect(inbox.list().map(({ to }) => to)).toEqual(['r0@example.org'])
})

test('a taken port and a folder that cannot be made are named', async () => {
  await using inbox = await startInbox({ directory: join(place.home, 'port'), now })
  const port = Number(new URL(inbox.url).port)
  const second = startInbox({ directory: join(place.home, 'port 2'), port, now })
  await expect(second).rejects.toThrow(`Port ${port} on 127.0.0.1 cannot be used for the inbox: free it, or`)
  await expect(second).rejects.toBeInstanceOf(StartFault)
  await writeFile(join(place.home, 'file'), '')
  const nowhere = startInbox({ directory: join(place.home, 'file', 'inbox'), now })
  await expect(nowhere).rejects.toThrow(
    /^The inbox cannot keep mail in .*: let this account write there, or set DATA_DIR\.$/,
  )
})

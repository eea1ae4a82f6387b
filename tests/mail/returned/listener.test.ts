import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { createReturnPaths } from '../../../src/domain/return-path.ts'
import { createLog } from '../../../src/log.ts'
import { largestReturned, listenForReturned, type TakeReturned } from '../../../src/mail/returned/listener.ts'
import { handIn } from '../../support/returns.ts'
import { until } from '../../support/wait.ts'

const paths = createReturnPaths({
  address: 'bounces@news.example.org',
  separator: '+',
  secretKeys: [Buffer.from('a secret for tests that is long enough')],
})
const genuine = paths.of({ issueId: '12', subscriptionId: '34' })
const log = createLog('silent')

const openDoor = async (protocol: 'lmtp' | 'smtp', take: TakeReturned) => {
  const door = await listenForReturned({ url: `${protocol}://127.0.0.1:0`, takes: paths.takes, take, log })
  return { door, url: `${protocol}://127.0.0.1:${door.port}` }
}

test('mail for the return path is taken over LMTP and SMTP, with its envelope and to the last byte', async () => {
  for (const protocol of ['lmtp', 'smtp'] as const) {
    const taken: Parameters<TakeReturned>[0][] = []
    const { door, url } = await openDoor(protocol, async (mail) => taken.push(mail))
    await using _ = door
    const raw = 'From: a@example.com\r\nSubject: x\r\n\r\n.dot\r\nنص\r\n'
    expect(await handIn(url, { to: [genuine, 'BOUNCES@news.example.org'], raw })).toBe(250)
    expect(taken).toHaveLength(1)
    expect(taken[0]).toMatchObject({ from: '', to: [genuine, 'BOUNCES@news.example.org'] })
    expect(Buffer.from(taken[0]?.raw ?? []).toString()).toBe(raw)
  }
})

test('a mailbox that is none of ours is refused before its mail is sent', async () => {
  const { door, url } = await openDoor('lmtp', () => Promise.reject(new Error('nothing is to come')))
  await using _ = door
  for (const to of [
    'news@news.example.org',
    'bounces@example.org',
    'bounces+@news.example.org',
    'bounces+unsigned@news.example.org',
    genuine.replace(/.(?=@)/, (letter) => (letter === 'a' ? 'i' : 'a')),
    genuine.replace('news.example.org', 'news.example.org.evil.example'),
  ])
    expect([to, await handIn(url, { to, raw: 'Subject: x\r\n\r\n' })]).toEqual([to, 550])
})

test('what cannot be taken now is put off, so that its sender keeps it', async () => {
  let away = true
  const { door, url } = await openDoor('lmtp', () =>
    away ? Promise.reject(new Error('no database')) : Promise.resolve(),
  )
  await using _ = door
  expect(await handIn(url, { to: genuine, raw: 'Subject: x\r\n\r\n' })).toBe(451)
  away = false
  expect(await handIn(url, { to: genuine, raw: 'Subject: x\r\n\r\n' })).toBe(250)
})

test('a mail of more than ten megabytes is refused for good, with and without a size told before', async () => {
  let taken = 0
  const { door, url } = await openDoor('smtp', async () => (taken += 1))
  await using _ = door
  const raw = Buffer.alloc(largestReturned + 1024, 'x\r\n')
  expect(await handIn(url, { to: genuine, raw })).toBe(552)
  expect(taken).toBe(0)
})

test('one that hangs up in the middle leaves nothing behind, and the door stays open', async () => {
  const taken: unknown[] = []
  const { door, url } = await openDoor('lmtp', async (mail) => taken.push(mail))
  await using _ = door
  const socket = connect(door.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(`LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<${genuine}>\r\nDATA\r\nSubject: half`)
  await pause(50)
  socket.destroy()
  expect(await handIn(url, { to: genuine, raw: 'Subject: whole\r\n\r\n' })).toBe(250)
  expect(taken).toHaveLength(1)
})

test('a mail that is being taken while the door closes is taken to its end', async () => {
  const gate = Promise.withResolvers<void>()
  let begun = false
  const { door, url } = await openDoor('lmtp', () => {
    begun = true
    return gate.promise
  })
  const answer = handIn(url, { to: genuine, raw: 'Subject: x\r\n\r\n' })
  await until('the mail is being taken', () => begun)
  const closed = door[Symbol.asyncDispose]()
  gate.resolve()
  expect(await answer).toBe(250)
  await closed
})

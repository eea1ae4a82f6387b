import { expect, test } from '@jest/globals'
import { once } from 'node:events'
import { connect } from 'node:net'
import { until } from '../support/wait.ts'
import { startChild } from './child.ts'
import { above, below } from './gates.ts'
import { differ, runRounds } from './rounds.ts'
import type { SinkAnswers } from './sink.ts'
import { percentile, spreadOf, spreadOver } from './statistics.ts'

test('a median stands in its range, and a figure that one round lacks is unknown', () => {
  expect(spreadOf([5, 1, 3])).toEqual({ median: 3, lowest: 1, highest: 5 })
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, lowest: 1, highest: 4 })
  expect(spreadOver([1, null, 3], (value) => value)).toBeNull()
  expect(percentile([1, 2, 3, 4], 0.99)).toBe(4)
  expect(percentile([4, 3, 2, 1], 0.5)).toBe(2)
})

test('a round on a busy machine is run again, three times at most, and then counts and is told', async () => {
  const speeds = [1, 9, 1, 9, 9, 9, 9, 1]
  let runs = 0
  const rounds = await runRounds(
    3,
    () => Promise.resolve(speeds[runs++] ?? 0),
    (speed) => speed === 9,
  )
  expect(rounds).toEqual({ kept: [1, 1, 9], repeated: 4, noisy: 1 })
  expect(runs).toBe(7)
  expect(differ(100, 125)).toBe(false)
  expect(differ(100, 126)).toBe(true)
})

test('a bar that is missed is told with the figure, one that is met or cannot be judged is not', () => {
  expect(below('Ratio', 0.2, 0.25)).toEqual(['Ratio: 0.2; the bar is at least 0.25.'])
  expect(below('Ratio', 0.25, 0.25)).toEqual([])
  expect(below('Ratio', null, 0.25)).toEqual([])
  expect(above('Memory', 251, 250)).toEqual(['Memory: 251; the bar is at most 250.'])
})

test('the sink counts what comes in one piece or in many, and keeps samples without the stuffing of SMTP', async () => {
  await using sink = await startChild<SinkAnswers>('sink')
  await sink.ask('behave', { keptShare: 1, replyMs: 0 })
  const socket = connect(await sink.ask('port'), '127.0.0.1')
  await once(socket, 'connect')
  const message = 'Subject: dots\r\n\r\n..hidden\r\nlast\r\n'
  const transaction = (to: string): string =>
    `MAIL FROM:<news@example.org>\r\nRCPT TO:<${to}>\r\nDATA\r\n${message}.\r\n`
  socket.write(`EHLO client\r\n${transaction('one@example.org')}${transaction('two@example.org')}`)
  for (const byte of transaction('three@example.org')) {
    socket.write(byte)
    await new Promise(setImmediate)
  }
  await until('three messages are taken', async () => (await sink.ask('taken')) === 3)
  socket.destroy()
  const { recipients, bytes, smallest, largest, samples } = await sink.ask('tally')
  expect(recipients).toEqual(['one@example.org', 'two@example.org', 'three@example.org'])
  expect(samples.map(String)).toEqual(Array.from({ length: 3 }, () => 'Subject: dots\r\n\r\n.hidden\r\nlast\r\n'))
  expect([smallest, largest, bytes]).toEqual([message.length + 3, message.length + 3, 3 * (message.length + 3)])
})

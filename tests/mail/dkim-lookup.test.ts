import { expect, test } from '@jest/globals'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createTxtLookUp } from '../../src/mail/dkim-lookup.ts'

/** A TXT answer (RFC 1035, 4.1) to a query: each record its strings; none is NXDOMAIN. */
const answerTo = (query: Buffer, records: readonly (readonly string[])[]): Buffer => {
  const question = query.subarray(12, query.indexOf(0, 12) + 5)
  const header = Buffer.from(query.subarray(0, 12))
  header.writeUInt16BE(records.length > 0 ? 0x8180 : 0x8183, 2)
  header.writeUInt16BE(records.length, 6)
  header.fill(0, 8)
  const answers = records.map((strings) => {
    const text = Buffer.concat(strings.map((part) => Buffer.concat([Buffer.of(part.length), Buffer.from(part)])))
    const head = Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, text.length >> 8, text.length & 255])
    return Buffer.concat([head, text])
  })
  return Buffer.concat([header, question, ...answers])
}

const openDns = async (records: readonly (readonly string[])[] | null) => {
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    if (records !== null) socket.send(answerTo(query, records), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    lookUp: createTxtLookUp({ servers: [`127.0.0.1:${socket.address().port}`], timeout: 250 }),
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  }
}

test('a record that DNS keeps in several strings is one text again', async () => {
  await using dns = await openDns([['v=DKIM1; k=rsa; p=', 'x'.repeat(200)], ['another']])
  expect(await dns.lookUp('s._domainkey.example.org')).toEqual([`v=DKIM1; k=rsa; p=${'x'.repeat(200)}`, 'another'])
})

test('no record and no answer are told apart', async () => {
  await using none = await openDns([])
  expect(await none.lookUp('s._domainkey.example.org')).toEqual([])
  await using silent = await openDns(null)
  await expect(silent.lookUp('s._domainkey.example.org')).rejects.toThrow(/TIMEOUT/)
})

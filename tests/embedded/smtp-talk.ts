import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

export interface Delivery {
  readonly from: string
  readonly to: string
  /** Lines of the message, without dot-stuffing. */
  readonly lines: readonly string[]
}

/** Speaks SMTP to a server over a raw socket, each envelope in one write, and returns every reply line. */
export const talkSmtp = async (url: string, deliveries: readonly Delivery[]): Promise<string[]> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const replies: string[] = []
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]()
  const finalReply = async (): Promise<string> => {
    for (;;) {
      const line = await lines.next()
      if (line.done) throw new Error('The server hung up')
      replies.push(line.value)
      if (line.value[3] !== '-') return line.value
    }
  }
  const say = async (text: string, count = 1): Promise<string> => {
    socket.write(text)
    let reply = ''
    for (let turn = 0; turn < count; turn += 1) reply = await finalReply()
    return reply
  }
  await finalReply()
  await say('EHLO reader.example\r\n')
  for (const { from, to, lines: text } of deliveries) {
    await say(`MAIL FROM:<${from}> SMTPUTF8\r\nRCPT TO:<${to}>\r\nDATA\r\n`, 3)
    await say(`${text.map((line) => (line.startsWith('.') ? `.${line}` : line)).join('\r\n')}\r\n.\r\n`)
  }
  await say('QUIT\r\n')
  if (!socket.closed) await once(socket, 'close')
  return replies
}

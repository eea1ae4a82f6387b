import type { Socket } from 'node:net'

/**
 * Moments of a relay's conversation, each after the relay has done what it is named after: read EHLO, said 250 to RCPT or
 * 354 to DATA, read a part of the body, put a message on record without having answered yet.
 */
export const moments = ['ehlo', 'rcpt', 'data', 'body', 'dot'] as const
export type Moment = (typeof moments)[number]

export interface Envelope {
  readonly from: string
  readonly to: string
}

/** What a relay does besides answering. */
export interface RelayTalk {
  /** Told of every moment but `dot`; true cuts the connection there and then. */
  notice(moment: Exclude<Moment, 'dot'>): boolean
  /** Takes a message, and answers it when it likes; until then nothing that came after it is read. */
  take(envelope: Envelope, message: Buffer, answer: (line: string) => void): void
}

const endOfLine = Buffer.from('\r\n')
const endOfMessage = Buffer.from('\r\n.\r\n')

const angled = (command: string): string => /<([^>]*)>/.exec(command)?.[1] ?? ''

/** The server's side of RFC 5321 with PIPELINING on one socket, as far as an honest client goes. */
export const converse = (socket: Socket, { notice, take }: RelayTalk): void => {
  let unread: Buffer = Buffer.alloc(0)
  let from = ''
  let to = ''
  let reading: 'commands' | 'body begins' | 'body' | 'nothing' = 'commands'
  const say = (line: string): void => void (socket.writable && socket.write(`${line}\r\n`))
  const tell = (moment: Exclude<Moment, 'dot'>): void => void (notice(moment) && socket.destroy())

  const obey = (command: string): void => {
    const verb = command.slice(0, 4).toUpperCase()
    if (verb === 'EHLO') {
      tell('ehlo')
      say('250-relay.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8')
    } else if (verb === 'QUIT') socket.end('221 bye\r\n')
    else if (verb === 'DATA') {
      reading = 'body begins'
      say('354 go on')
      tell('data')
    } else {
      if (verb === 'MAIL') from = angled(command)
      if (verb === 'RCPT') to = angled(command)
      say('250 ok')
      if (verb === 'RCPT') tell('rcpt')
    }
  }

  const answer = (line: string): void => {
    say(line)
    reading = 'commands'
    readAll()
  }

  const readOn = (): boolean => {
    if (reading === 'nothing') return false
    if (reading === 'body begins' && unread.length > 0) {
      reading = 'body'
      tell('body')
      return true
    }
    const mark = reading === 'commands' ? endOfLine : endOfMessage
    const end = unread.indexOf(mark)
    if (end < 0) return false
    const piece = unread.subarray(0, end)
    unread = unread.subarray(end + mark.length)
    if (reading === 'commands') obey(piece.toString('utf8'))
    else {
      reading = 'nothing'
      take({ from, to }, piece, answer)
    }
    return true
  }

  const readAll = (): void => {
    while (!socket.destroyed && readOn());
  }

  say('220 relay.example ESMTP')
  socket.on('data', (chunk: Buffer) => {
    unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk])
    readAll()
  })
}

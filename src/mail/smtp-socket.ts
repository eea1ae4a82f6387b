/* oxlint-disable no-underscore-dangle -- these are another library's names */
import type { Socket } from 'node:net'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'

/** What is inside Nodemailer's connection (10.6, the version is pinned) and has no door. */
interface Inside {
  _socket: Socket
  _remainder: string
  _responseQueue: string[]
  _onSocketData: () => void
  _onSocketError: () => void
  _onSocketClose: () => void
  _onSocketEnd: () => void
  _onSocketTimeout: () => void
}

const listeners = {
  data: '_onSocketData',
  error: '_onSocketError',
  close: '_onSocketClose',
  end: '_onSocketEnd',
  timeout: '_onSocketTimeout',
} as const

/** A socket that nobody listens to, and what came on it that nobody has read. */
export interface TakenSocket {
  readonly socket: Socket
  readonly heard: Buffer
}

/**
 * Takes the socket out of a connection that Nodemailer has opened, secured and logged in, which is of no use from then
 * on. To be called in the turn in which its step ended, before it reads on.
 */
export const takeSocket = (smtp: SMTPConnection): TakenSocket => {
  const inside = smtp as unknown as Inside
  const socket = inside._socket
  for (const [event, name] of Object.entries(listeners)) socket.off(event, inside[name as keyof Inside] as () => void)
  const heard = [...inside._responseQueue, inside._remainder].join('\r\n')
  inside._responseQueue = []
  inside._remainder = ''
  return { socket, heard: Buffer.from(heard, 'latin1') }
}

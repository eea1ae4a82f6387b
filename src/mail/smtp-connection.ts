import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { wireDomain } from './mailbox.ts'
import type { Outcome } from './outcome.ts'
import type { Relay } from './relay.ts'
import { faultOf, type OpeningError } from './relay-faults.ts'
import { Dialogue } from './smtp-dialogue.ts'
import { extensionsOf, type Outgoing } from './smtp-envelope.ts'
import { Session } from './smtp-session.ts'
import { takeSocket } from './smtp-socket.ts'
import { smtpStep } from './smtp-step.ts'

export type { Outgoing } from './smtp-envelope.ts'

/** Milliseconds. After the dot the relay may take ten minutes to answer (RFC 5321, 4.5.3.2.6). */
export interface Timeouts {
  readonly connect: number
  readonly greeting: number
  readonly command: number
  readonly afterDot: number
  /** A whole message, from MAIL to the reply to its dot. */
  readonly message: number
}

const defaultTimeouts: Timeouts = {
  connect: 30_000,
  greeting: 30_000,
  command: 300_000,
  afterDot: 600_000,
  message: 840_000,
}

export interface ConnectionOptions {
  /** The name we greet with; the machine's own when absent. */
  readonly name?: string
  readonly timeouts?: Partial<Timeouts>
  /** False where the relay has shown that it cannot take commands in advance, though it says so. */
  readonly pipelining?: boolean
  /** Messages, and milliseconds, after which it is worn; without end when absent. */
  readonly messages?: number
  readonly age?: number
}

/** An open, authenticated connection that carries one message at a time. */
export interface RelayConnection {
  readonly relay: Relay
  readonly supportsSmtpUtf8: boolean
  /** Messages begun on it. */
  readonly sent: number
  /** False once it is closed or out of step; nothing is sent on it again. */
  readonly usable: boolean
  /** Whether it has carried its share or is old: it announces nobody any more and is better closed. */
  readonly worn: boolean
  /** Whether it ended because the relay's replies did not match what it was asked. */
  readonly lostStep: boolean
  /** The message whose envelope is out already: sending another one, or none, may cost the connection. */
  readonly upcoming: Outgoing | null
  /**
   * Never rejects for what a relay does; throws a TypeError, before anything is sent, on an address that is none.
   * `upcoming` is the message that will most likely be sent next on this connection: its envelope may go out together with
   * this one's last bytes, and what the relay says to that is its outcome when it is sent. If another one is sent in its
   * place, or none, the connection may have to be closed; the other one is then deferred in phase `connection`.
   */
  send(outgoing: Outgoing, upcoming?: Outgoing | null): Promise<Outcome>
  /** Makes it worn. */
  wear(): void
  /** Says QUIT when it can, and resolves when the connection is closed. */
  close(): Promise<void>
}

const nodemailerOptions = (relay: Relay, name: string | undefined, timeouts: Timeouts): SMTPConnection['options'] => ({
  host: relay.host,
  port: relay.port,
  secure: relay.security === 'implicit',
  requireTLS: relay.security === 'required',
  ignoreTLS: relay.security === 'never',
  tls: { rejectUnauthorized: relay.verifyCertificate },
  ...(name === undefined ? {} : { name: wireDomain(name) }),
  connectionTimeout: timeouts.connect + timeouts.greeting,
  dnsTimeout: timeouts.connect,
  greetingTimeout: timeouts.greeting,
  socketTimeout: timeouts.message,
  socketCloseTimeout: 0,
  logger: false,
})

/**
 * Connects, secures and logs in as the relay's address says. Rejects with a RelayFault when that cannot be done; the
 * connection it resolves with stays open until `close`, the relay or a doubt ends it.
 */
export const openConnection = async (relay: Relay, options: ConnectionOptions = {}): Promise<RelayConnection> => {
  const timeouts = { ...defaultTimeouts, ...options.timeouts }
  const smtp = new SMTPConnection(nodemailerOptions(relay, options.name, timeouts))
  smtp.on('error', () => undefined)
  try {
    const patience = timeouts.connect + timeouts.greeting + timeouts.command
    await smtpStep(smtp, patience, (done) => smtp.connect(done))
    const offers = extensionsOf(smtp.lastServerResponse || '')
    const { login } = relay
    if (login !== null) {
      const credentials = { user: login.user, pass: login.password }
      await smtpStep(smtp, timeouts.command, (done) => smtp.login({ credentials }, done))
    }
    const { socket, heard } = takeSocket(smtp)
    const dialogue = new Dialogue(socket, heard)
    if (!dialogue.isOpen) throw Object.assign(new Error('it spoke before it was asked'), { code: 'EPROTOCOL' })
    const pipelining = offers.has('PIPELINING') && options.pipelining !== false
    const { messages = Infinity, age = Infinity } = options
    return new Session({ relay, dialogue, offers, timeouts, pipelining, messages, age })
  } catch (error) {
    smtp.close()
    throw faultOf(relay, error as OpeningError)
  }
}

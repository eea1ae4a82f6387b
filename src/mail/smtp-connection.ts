import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { needsSmtpUtf8, wireAddress, wireDomain } from './mailbox.ts'
import { classify, staysInStep, type Failure, type Outcome } from './outcome.ts'
import type { Relay } from './relay.ts'
import { faultOf, type OpeningError } from './relay-faults.ts'
import { smtpStep } from './smtp-step.ts'
import { Transcript } from './transcript.ts'

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

const quitPatience = 2_000
const resetPatience = 10_000

export interface ConnectionOptions {
  /** The name we greet with; the machine's own when absent. */
  readonly name?: string
  readonly timeouts?: Partial<Timeouts>
}

/** One message on its way. Addresses may hold internationalised domains; an empty `from` is the null sender. */
export interface Outgoing {
  readonly from: string
  readonly to: string
  /** A whole message as `fill` gives it. */
  readonly message: Buffer
}

/** An open, authenticated connection that carries one message at a time. */
export interface RelayConnection {
  readonly relay: Relay
  readonly supportsSmtpUtf8: boolean
  /** Messages begun on it. */
  readonly sent: number
  /** False once it is closed or out of step; nothing is sent on it again. */
  readonly usable: boolean
  /** Never rejects for what a relay does; throws a TypeError, before anything is sent, on an address that is none. */
  send(outgoing: Outgoing): Promise<Outcome>
  /** Says QUIT when it can, and resolves when the connection is closed. */
  close(): Promise<void>
}

/** Lets replies that came in one packet be read before the next message could take them for its own. */
const afterPendingReplies = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

class Session implements RelayConnection {
  readonly relay: Relay
  sent = 0
  readonly #smtp: SMTPConnection
  readonly #transcript: Transcript
  readonly #timeouts: Timeouts
  readonly #extensions: ReadonlyMap<string, string>
  #inStep = true
  #busy = false

  constructor(relay: Relay, wire: { smtp: SMTPConnection; transcript: Transcript; timeouts: Timeouts; ehlo: string }) {
    this.relay = relay
    this.#smtp = wire.smtp
    this.#transcript = wire.transcript
    this.#timeouts = wire.timeouts
    this.#extensions = extensionsOf(wire.ehlo)
  }

  get supportsSmtpUtf8(): boolean {
    return this.#extensions.has('SMTPUTF8')
  }

  get usable(): boolean {
    return this.#inStep && !this.#smtp.destroyed
  }

  async send(outgoing: Outgoing): Promise<Outcome> {
    const from = outgoing.from === '' ? '' : wireAddress(outgoing.from)
    const to = wireAddress(outgoing.to)
    if (this.#busy) throw new Error('a connection carries one message at a time')
    const impossible = this.#impossible(from + to, outgoing.message)
    if (impossible !== null) return impossible
    if (!this.usable) return { kind: 'deferred', code: null, reply: 'the connection was closed', phase: 'connection' }
    this.#busy = true
    this.sent += 1
    const failure = await this.#exchange({ from, to, message: outgoing.message })
    const outcome = classify(this.#transcript, failure)
    await this.#tidyUp(outcome, failure)
    this.#busy = false
    return outcome
  }

  #impossible(addresses: string, message: Buffer): Outcome | null {
    const refused = { kind: 'refused', code: null, phase: 'connection' } as const
    if (needsSmtpUtf8(addresses) && !this.supportsSmtpUtf8)
      return { ...refused, reason: 'address_not_supported', reply: 'the relay does not offer SMTPUTF8' }
    const limit = Number(this.#extensions.get('SIZE') ?? 0)
    if (limit > 0 && message.length > limit)
      return { ...refused, reason: 'message_too_large', reply: `the relay takes at most ${limit} bytes` }
    return null
  }

  async #exchange({ from, to, message }: Outgoing): Promise<Failure | null> {
    const { command, afterDot, message: whole } = this.#timeouts
    const use8BitMime = needsSmtpUtf8(from + to)
    const envelope = { from: from === '' ? (false as const) : from, to: [to], size: message.length, use8BitMime }
    try {
      await smtpStep(this.#smtp, whole, (settle) => {
        this.#transcript.begin((dotMayBeOut) => settle.within(dotMayBeOut ? afterDot : command))
        this.#smtp.send(envelope, message, settle.done)
      })
      return null
    } catch (error) {
      return error as Failure
    }
  }

  /** Ends what a refused envelope left open, or gives up a connection that cannot be trusted any more. */
  async #tidyUp(outcome: Outcome, failure: Failure | null): Promise<void> {
    this.#inStep = staysInStep(outcome, failure)
    if (!this.#inStep) this.#smtp.close()
    else if (failure?.code !== 'EENVELOPE') await afterPendingReplies()
    else {
      const reset = smtpStep(this.#smtp, resetPatience, ({ done }) => this.#smtp.reset(done))
      await reset.catch(() => this.#smtp.close())
    }
  }

  async close(): Promise<void> {
    if (!this.#smtp.destroyed && this.#inStep && !this.#busy)
      await smtpStep(this.#smtp, quitPatience, () => this.#smtp.quit()).catch(() => undefined)
    this.#inStep = false
    this.#smtp.close()
  }
}

const extensionsOf = (ehlo: string): Map<string, string> =>
  new Map(
    ehlo.split('\n').map((line): [string, string] => {
      const [keyword = '', value = ''] = line.slice(4).trim().split(/\s+/)
      return [keyword.toUpperCase(), value]
    }),
  )

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
  socketCloseTimeout: quitPatience,
})

/**
 * Connects, secures and logs in as the relay's address says. Rejects with a RelayFault when that cannot be done; the
 * connection it resolves with stays open until `close`, the relay or a doubt ends it.
 */
export const openConnection = async (relay: Relay, options: ConnectionOptions = {}): Promise<RelayConnection> => {
  const timeouts = { ...defaultTimeouts, ...options.timeouts }
  const transcript = new Transcript()
  const settings = nodemailerOptions(relay, options.name, timeouts)
  const smtp = new SMTPConnection({ ...settings, transactionLog: true, logger: transcript.log })
  smtp.on('error', () => undefined)
  try {
    const patience = timeouts.connect + timeouts.greeting + timeouts.command
    await smtpStep(smtp, patience, ({ done }) => smtp.connect(done))
    const ehlo = transcript.replies.at(-1) ?? ''
    const { login } = relay
    if (login !== null) {
      const credentials = { user: login.user, pass: login.password }
      await smtpStep(smtp, timeouts.command, ({ done }) => smtp.login({ credentials }, done))
    }
    return new Session(relay, { smtp, transcript, timeouts, ehlo })
  } catch (error) {
    smtp.close()
    throw faultOf(relay, error as OpeningError)
  }
}

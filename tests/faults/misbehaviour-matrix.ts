import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'
import { taking, type Act, type Manners, type Moment, type Reaction } from '../mail/rude-server.ts'
import { accepted, offering, pick, readerNumber, type MisbehaviourScene } from './misbehaviour-scene.ts'
import { between, type Random } from './random.ts'

export const phases = [
  'connect',
  'greeting',
  'ehlo',
  'starttls',
  'handshake',
  'auth',
  'mail',
  'rcpt',
  'data',
  'body',
  'dot',
  'idle',
] as const
export type MisbehaviourPhase = (typeof phases)[number]

export const behaviours = [
  'temporary',
  'permanent',
  'closing',
  'garbage',
  'fin',
  'rst',
  'silent',
  'drip',
  'half-open',
] as const
export type Behaviour = (typeof behaviours)[number]

/** Nothing is said before the greeting, TLS has no codes, and where no answer is due none can fail to come. */
const impossible: Partial<Record<MisbehaviourPhase, readonly Behaviour[]>> = {
  connect: ['temporary', 'permanent', 'closing', 'garbage', 'drip'],
  handshake: ['temporary', 'permanent', 'closing'],
  body: ['silent', 'drip'],
  idle: ['silent', 'drip'],
}

export const isPossible = (phase: MisbehaviourPhase, behaviour: Behaviour): boolean =>
  !impossible[phase]?.includes(behaviour)

const replies: Partial<Record<MisbehaviourPhase, string>> = {
  greeting: '220 rude.example ESMTP',
  starttls: '220 2.0.0 go ahead',
  auth: '235 2.7.0 welcome',
  mail: '250 2.1.0 ok',
  rcpt: '250 2.1.5 ok',
  data: '354 go on',
  dot: '250 2.0.0 queued as 42',
}

const garbage = [
  'thank you',
  '2 ok',
  '999 eh',
  'HTTP/1.1 400 Bad Request',
  '\0\u0001\u0002',
  '250-yes\r\n550 no',
] as const

interface Part {
  readonly phase: MisbehaviourPhase
  readonly behaviour: Behaviour
  readonly random: Random
  /** What would have been said. */
  readonly reply: string
}

/** The beginning of an answer that never ends, or nothing. */
const fragment = ({ phase, reply, random }: Part): string =>
  phase === 'connect' || phase === 'body' || phase === 'idle' || phase === 'handshake'
    ? ''
    : reply.slice(0, between(random, 0, reply.length))

const lineOf = ({ behaviour, random }: Part): string | null => {
  if (behaviour === 'temporary') return `${pick(random, ['450 4.2.1', '451 4.7.1', '452 4.3.1'])} later`
  if (behaviour === 'permanent') return `${pick(random, ['550 5.7.1', '552 5.3.4', '554 5.7.0'])} no`
  return behaviour === 'garbage' ? pick(random, garbage) : null
}

const drip =
  (reply: string): Act =>
  async (_, peer) => {
    for (const character of `${reply}\r\n`) {
      peer.say(character)
      await turn()
    }
    return reply
  }

/** Behaviours that are more than a line. What comes after them is read and never answered. */
const actOf = (part: Part): Act => {
  const { behaviour, reply } = part
  const begun = fragment(part)
  if (behaviour === 'drip') return drip(reply)
  return (socket, peer) => {
    peer.say(behaviour === 'closing' ? '421 4.3.2 closing\r\n' : begun)
    peer.mute()
    if (behaviour === 'closing' || behaviour === 'half-open') socket.end()
    if (behaviour === 'fin') socket.end(() => socket.destroy())
    if (behaviour === 'rst') socket.resetAndDestroy()
    // One that has said no word of it may still be waiting for the message.
    return behaviour !== 'closing' ? reply : part.phase === 'body' ? '421' : ''
  }
}

const reactionOf = (part: Part): Reaction => {
  const { phase, behaviour, random } = part
  const act = lineOf(part) ?? actOf(part)
  if (phase !== 'dot' || behaviour === 'temporary' || behaviour === 'permanent') return act
  const does: Act = typeof act === 'string' ? (_, peer) => peer.say(`${act}\r\n`) : act
  return taking(does, behaviour === 'drip' || (behaviour !== 'closing' && random() < 0.5))
}

/** Takes a message in order, and then speaks up or leaves while nobody asks it anything. */
const afterPeace = (part: Part, done: () => void): Reaction =>
  taking(async (socket, peer) => {
    peer.say('250 2.0.0 queued as 42\r\n')
    const act = lineOf(part) ?? actOf(part)
    setTimeout(() => {
      if (typeof act === 'string') peer.say(`${act}\r\n`)
      else act(socket, peer)
      done()
    }, 15)
  })

/** Until whatever was said by now has been heard, however busy the machine is. */
const heard = async (): Promise<void> => {
  await pause(20)
  for (let turns = 0; turns < 5; turns += 1) await turn()
}

const isOpening = (phase: MisbehaviourPhase): boolean => phases.indexOf(phase) < phases.indexOf('mail')

interface Setting {
  readonly pipelined: boolean
  /** The message at which it misbehaves. */
  readonly at: number
  readonly done: () => void
}

const mannersOf = (part: Part, { pipelined, at, done }: Setting): Manners => {
  const { phase } = part
  const ways = ['8BITMIME', 'SMTPUTF8', ...(pipelined ? ['PIPELINING'] : [])]
  const ehlo = offering(...ways, 'AUTH PLAIN', ...(phase === 'starttls' || phase === 'handshake' ? ['STARTTLS'] : []))
  const moment: Moment = phase === 'idle' ? 'dot' : phase
  const usual = { ...replies, ehlo, idle: replies.dot }[phase] ?? ''
  const bad = phase === 'idle' ? afterPeace(part, done) : reactionOf({ ...part, reply: usual })
  const told = phase === 'handshake' && part.behaviour === 'drip' ? 'drip' : bad
  return { ehlo, starttls: '220 2.0.0 go ahead', [moment]: [...Array.from({ length: at }, () => usual), told, usual] }
}

const retried = /^deferred accepted$/
const maybeRetried = /^(?:deferred )?accepted$/

const expected = (phase: MisbehaviourPhase, behaviour: Behaviour): RegExp => {
  if (isOpening(phase) || behaviour === 'drip') return accepted
  if (phase === 'idle') return maybeRetried
  if (behaviour === 'temporary') return retried
  if (behaviour === 'permanent') return /^refused$/
  if (phase === 'body' || phase === 'dot') return behaviour === 'closing' ? retried : /^uncertain$/
  return behaviour === 'silent' ? retried : maybeRetried
}

/** After another reply to EHLO Nodemailer may try HELO, and of those to STARTTLS and AUTH it reads a digit: neither has to be a fault. */
const findsFault = (phase: MisbehaviourPhase, behaviour: Behaviour): boolean | undefined => {
  if (!isOpening(phase) || behaviour === 'drip') return false
  if ((phase === 'auth' || phase === 'starttls') && behaviour === 'garbage') return undefined
  return phase === 'ehlo' && ['temporary', 'permanent', 'garbage'].includes(behaviour) ? undefined : true
}

/** One cell of the matrix: a server that misbehaves in that way in that phase, once. */
export const matrixScene = (
  { phase, behaviour, pipelined }: { phase: MisbehaviourPhase; behaviour: Behaviour; pipelined: boolean },
  random: Random,
): MisbehaviourScene => {
  const at = isOpening(phase) ? 0 : between(random, 0, 4)
  const part: Part = { phase, behaviour, random, reply: replies[phase] ?? '' }
  const fault = findsFault(phase, behaviour)
  const misbehaved = Promise.withResolvers<void>()
  const peaceAfter = (reader: string): Promise<void> =>
    reader === readerNumber(at)
      ? Promise.race([misbehaved.promise, pause(3000, undefined, { ref: false })]).then(heard)
      : Promise.resolve()
  return {
    manners: mannersOf(part, { pipelined, at, done: misbehaved.resolve }),
    ...(phase === 'starttls' || phase === 'handshake' ? { options: '?starttls=required' } : {}),
    ...(phase === 'auth' ? { login: true } : {}),
    ...(phase === 'idle' ? { peaceAfter } : {}),
    // TLS may wait for the rest of what is none.
    isSilent: behaviour === 'silent' || (phase === 'handshake' && behaviour === 'garbage'),
    ...(fault === undefined ? {} : { fault }),
    expects: (reader) => {
      if (reader === readerNumber(at)) return expected(phase, behaviour)
      if (phase === 'idle') return maybeRetried
      // A reset connection takes the answer to the message before with it.
      const mayLoseAnswer = behaviour === 'rst' && pipelined && reader === readerNumber(at - 1)
      return mayLoseAnswer ? /^(?:accepted|uncertain)$/ : accepted
    },
  }
}

import { setTimeout as pause } from 'node:timers/promises'
import { taking, type Act, type Reaction } from '../mail/rude-server.ts'
import { accepted, fiveReaders, offering, pick, readerNumber, type MisbehaviourScene } from './misbehaviour-scene.ts'
import { between, type Random } from './random.ts'

const pipelining = offering('PIPELINING', '8BITMIME', 'SMTPUTF8')
const ok = '250 2.0.0 ok'

const everybody = (): RegExp => accepted
const onlyReader =
  (number: number, kinds: RegExp) =>
  (reader: string): RegExp =>
    reader === readerNumber(number) ? kinds : accepted

/** Polite so many times, then rude once. */
const onceAt = (at: number, rude: Reaction, polite: string): Reaction[] => [
  ...Array.from({ length: at }, () => polite),
  rude,
  polite,
]

const domainOf = (line: string): string => /@([^>]*)>/.exec(line)?.[1] ?? ''

const choosy: Act = (_, peer) => {
  const reply = domainOf(peer.line) === 'slow.example' ? '451 4.7.1 too fast' : ok
  peer.say(`${reply}\r\n`)
  return reply
}

const slowly =
  (reply: string, ms: number): Act =>
  async (_, peer) => {
    await pause(ms)
    peer.say(`${reply}\r\n`)
    return reply
  }

const every = (nth: number, rude: string, polite: string): Act => {
  let times = 0
  return (socket, peer) => {
    times += 1
    const isRude = times % nth === 0
    peer.say(`${isRude ? rude : polite}\r\n`)
    if (isRude) socket.end()
    return isRude ? '' : polite
  }
}

/** The eighteen that are not in the matrix. */
export const specials = {
  'stray-250': (random: Random) => ({
    manners: { ehlo: pipelining, mail: onceAt(between(random, 0, 4), `${ok}\r\n${ok}`, ok) },
    expects: () => /^(?:deferred )?accepted$/,
  }),
  'late-250': (random: Random) => {
    const at = between(random, 0, 4)
    const late = taking(slowly(ok, 3000))
    return { manners: { dot: onceAt(at, late, ok) }, isSilent: true, expects: onlyReader(at, /^uncertain$/) }
  },
  '354-twice': (random: Random) => {
    const at = between(random, 0, 4)
    const twice = '354 go on\r\n354 go on'
    return { manners: { data: onceAt(at, twice, '354 go on') }, expects: onlyReader(at, /^(?:deferred )?accepted$/) }
  },
  '251-252': (random: Random) => ({
    manners: {
      rcpt: pick(random, [
        ['251 will forward', '252 cannot check'],
        ['252 cannot check', '251 will forward'],
      ]),
    },
    expects: everybody,
  }),
  'multi-line': () => ({
    manners: {
      mail: '250-2.1.0 fine\r\n250-2.1.0 so fine\r\n250 2.1.0 ok',
      rcpt: '250-2.1.5 who\r\n250 2.1.5 ok',
      data: '354-go\r\n354 on',
      dot: '250-2.0.0 taken\r\n250 2.0.0 as 42',
    },
    expects: everybody,
  }),
  'no-size': () => ({
    manners: { ehlo: offering('PIPELINING'), mail: refusing(/ SIZE=/) },
    expects: everybody,
  }),
  'size-too-small': () => ({
    manners: { ehlo: offering('PIPELINING', 'SIZE 20') },
    expects: () => /^refused$/,
  }),
  'no-8bitmime': () => ({
    manners: { ehlo: offering('PIPELINING', 'SMTPUTF8'), mail: refusing(/ BODY=/) },
    readers: [...fiveReaders, 'سلمى@example.org'],
    expects: everybody,
  }),
  'no-smtputf8': () => ({
    manners: { ehlo: offering('PIPELINING', '8BITMIME'), mail: refusing(/SMTPUTF8|\P{ASCII}/u) },
    readers: [readerNumber(0), 'سلمى@example.org', readerNumber(1)],
    expects: (reader) => (reader.startsWith('reader') ? accepted : /^refused$/),
  }),
  'starttls-stripped': () => ({
    manners: { ehlo: offering('PIPELINING', 'AUTH PLAIN') },
    options: '?starttls=required',
    login: true,
    fault: true,
    expects: () => /^$/,
  }),
  'bad-certificate': () => ({
    manners: { ehlo: offering('PIPELINING', 'STARTTLS', 'AUTH PLAIN'), starttls: '220 go ahead' },
    options: '?starttls=required&tls=verify',
    login: true,
    fault: true,
    expects: () => /^$/,
  }),
  '421-every-100th': () => ({
    manners: { ehlo: pipelining, mail: every(100, '421 4.7.0 enough for now', ok) },
    readers: Array.from({ length: 250 }, (_, number) => readerNumber(number)),
    expects: () => /^(?:deferred )?accepted$/,
  }),
  greylisting: () => {
    const known = new Set<string>()
    const greylist: Act = (_, peer) => {
      const reply = known.has(peer.line) ? ok : '450 4.2.0 greylisted'
      known.add(peer.line)
      peer.say(`${reply}\r\n`)
      return reply
    }
    return { manners: { ehlo: pipelining, rcpt: greylist }, expects: () => /^deferred accepted$/ }
  },
  '552': (random: Random) => {
    const at = between(random, 0, 4)
    return { manners: { dot: onceAt(at, '552 5.2.2 mailbox full', ok) }, expects: onlyReader(at, /^refused$/) }
  },
  tarpit: () => ({
    manners: { ehlo: pipelining, rcpt: slowly('250 2.1.5 ok', 100), dot: taking(slowly(ok, 100)) },
    expects: everybody,
  }),
  'per-domain-4xx': () => ({
    manners: { ehlo: pipelining, rcpt: choosy },
    readers: [readerNumber(0), 'a@slow.example', readerNumber(1), 'b@slow.example', readerNumber(2)],
    expects: (reader) => (reader.endsWith('slow.example') ? /^(?:deferred ?)+$/ : accepted),
  }),
  'too-many-connections': () => {
    let connections = 0
    const guarded: Act = (socket, peer) => {
      connections += 1
      socket.once('close', () => (connections -= 1))
      if (connections <= 2) peer.say('220 rude.example ESMTP\r\n')
      else {
        peer.say('421 4.7.0 too many connections\r\n')
        socket.end()
      }
    }
    return {
      manners: { greeting: guarded, dot: taking(slowly(ok, 5)) },
      readers: Array.from({ length: 40 }, (_, number) => readerNumber(number)),
      connections: 6,
      expects: everybody,
    }
  },
  'relay-restart': (random: Random) => ({
    manners: { ehlo: pipelining, dot: taking(slowly(ok, 5)) },
    readers: Array.from({ length: 40 }, (_, number) => readerNumber(number)),
    connections: 3,
    fault: true,
    meanwhile: async (server) => {
      await pause(between(random, 20, 60))
      await server.restart(80)
    },
    expects: () => /^(?:deferred )*(?:accepted|uncertain)$/,
  }),
} satisfies Record<string, (random: Random) => MisbehaviourScene>

/** Takes every MAIL but those that say what the server has not offered. */
function refusing(unoffered: RegExp): Act {
  return (_, peer) => {
    const line = Buffer.from(peer.line, 'latin1').toString('utf8')
    const reply = unoffered.test(line) ? '555 5.5.4 never offered' : ok
    peer.say(`${reply}\r\n`)
    return reply
  }
}

export type SpecialName = keyof typeof specials

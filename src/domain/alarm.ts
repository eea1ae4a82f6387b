/** Everything that an admin is told of without asking. */
export const alarmKinds = [
  'complaints',
  'hard_bounces',
  'breaker',
  'uncertain',
  'parked',
  'relay',
  'clock',
  'dkim',
  'held',
  'unfit',
  'ledger',
] as const
export type AlarmKind = (typeof alarmKinds)[number]

/** `warn` asks for a look; `grave` means that something was stopped, or ought to be. */
export type AlarmLevel = 'warn' | 'grave'

/** Numbers and words of an alarm, under the names by which its texts call them. */
export type AlarmFacts = Readonly<Record<string, string | number>>

/** What an alarm is about, such as `issue 12` or `relay smtp.example:587`; empty for the whole installation. */
export type AlarmSubject = '' | `${'issue' | 'newsletter' | 'relay' | 'worker' | 'domain'} ${string}`

/** Something that is wrong right now. */
export interface Condition {
  readonly kind: AlarmKind
  readonly about: AlarmSubject
  readonly level: AlarmLevel
  readonly facts: AlarmFacts
}

/** What came of the messages of an issue, or of a newsletter's last issues. */
export interface Returns {
  /** Messages that a relay was given. */
  readonly handedOver: number
  readonly hardBounces: number
  readonly complaints: number
}

interface Threshold {
  readonly level: AlarmLevel
  /** Share of what was handed over. */
  readonly share: number
  /** With fewer, the share says nothing: one of twenty is no pattern. */
  readonly least: number
}

/** The graver first. Gmail wants complaints below 0.1 % and blocks at 0.3 %. */
const thresholds: Readonly<Record<'complaints' | 'hard_bounces', readonly Threshold[]>> = {
  complaints: [
    { level: 'grave', share: 0.002, least: 3 },
    { level: 'warn', share: 0.0008, least: 2 },
  ],
  hard_bounces: [
    { level: 'grave', share: 0.05, least: 25 },
    { level: 'warn', share: 0.02, least: 10 },
  ],
}

/** How grave so many complaints or hard bounces are; null when they are not. */
export const levelOf = (
  kind: 'complaints' | 'hard_bounces',
  { count, total }: { count: number; total: number },
): AlarmLevel | null =>
  thresholds[kind].find(({ share, least }) => count >= least && count >= share * total)?.level ?? null

/** What is wrong with what came back: nothing, one thing or two. */
export const judgeReturns = (
  { handedOver, hardBounces, complaints }: Returns,
  about: AlarmSubject,
  facts: AlarmFacts,
): Condition[] =>
  ([['complaints', complaints] as const, ['hard_bounces', hardBounces] as const] as const).flatMap(([kind, count]) => {
    const level = levelOf(kind, { count, total: handedOver })
    return level === null ? [] : [{ kind, about, level, facts: { ...facts, count, total: handedOver } }]
  })

/** Whether so many deliveries cannot have become uncertain within an hour by one death, which costs one for each connection. */
export const tooManyUncertain = (count: number, connections: number): boolean => count > connections

/** A relay is an alarm once it has been at fault for so many minutes. */
export const relayPatience = 3

/** How the hand-overs of an issue went lately. */
export interface HandOvers {
  /** Of the last hand-overs, `breaker.window` at most. */
  readonly seen: number
  /** How many of these the relay refused, or left in doubt. What it put off is tried again, and burns nobody. */
  readonly failed: number
  /** How many hand-overs in a row, up to the last, ended with one and the same refusal or doubt. */
  readonly alike: number
  /** All hand-overs so far, and those refused because the reader's address does not exist. */
  readonly total: number
  readonly unknownReaders: number
}

/** What the breaker goes by. */
export const breaker = { window: 200, least: 100, alike: 50 } as const

/** Why an issue must not go on, judged by its hand-overs; null when it may. */
export const judgeHandOvers = ({
  seen,
  failed,
  alike,
  total,
  unknownReaders,
}: HandOvers): 'breaker' | 'hard_bounces' | null => {
  if (alike >= breaker.alike || (seen >= breaker.least && failed > seen / 2)) return 'breaker'
  return levelOf('hard_bounces', { count: unknownReaders, total }) === 'grave' ? 'hard_bounces' : null
}

/** What is left of a relay's words when everything is taken out that differs from reader to reader: addresses, numbers of messages, links. */
export const likenessOf = (reply: string): string =>
  reply
    .replaceAll(/\S*[@/]\S*/g, '')
    .split(/\s+/)
    .filter((word, place) => place < 2 || !/\d/.test(word))
    .join(' ')
    .toLowerCase()

/** An alarm that an admin has seen and settled. */
export interface SettledAlarm {
  readonly level: AlarmLevel
  readonly facts: AlarmFacts
  readonly hoursAgo: number
}

/** What these find is counted anew from when an admin settled the last alarm. */
const countedAnew: ReadonlySet<AlarmKind> = new Set(['breaker', 'uncertain', 'parked', 'unfit'])

/** What came back of an issue stays as it is: an admin who knows it is not told again every day. */
const isForGood = ({ kind, about }: Condition): boolean =>
  about.startsWith('issue ') && (kind === 'complaints' || kind === 'hard_bounces')

const countOf = (facts: AlarmFacts): number => Number(facts['count'] ?? 0)

/** Whether an admin knows of this already: settled within a day, no graver now, and not twice as many. */
export const isKnown = (condition: Condition, settled: SettledAlarm): boolean => {
  const { kind, level, facts } = condition
  if (countedAnew.has(kind) || (settled.hoursAgo >= 24 && !isForGood(condition))) return false
  const doubled = countOf(facts) > 0 && countOf(facts) >= 2 * countOf(settled.facts)
  return !doubled && !(level === 'grave' && settled.level === 'warn')
}

import type { RefusalReason } from './smtp-status.ts'

const no = String.raw`(?:not|n['’]?t)`
const few = String.raw`(?: \S+){0,4}?`

/**
 * What receivers say in so many words, in the order in which they count: a later line is wider. Greylisting is tried only
 * on temporary refusals; the sender's own address comes before the reader's, whom the same words are about.
 */
const said: readonly (readonly [RegExp, RefusalReason])[] = [
  [
    /throttling failure|maximum sending rate|daily (?:user |message )?(?:sending )?(?:quota|limit)|sending limit exceeded/,
    'relay',
  ],
  [
    /relay(?:ing)? (?:access )?(?:denied|prohibited)|relaying (?:is )?not (?:permitted|allowed)|authentication (?:is )?required/,
    'relay',
  ],
  [
    /sender(?:'s)? (?:address|domain|verify)|return.?path|mail from domain|reverse dns|your hostname|\bptr\b/,
    'blocked',
  ],
  [
    /over ?quota|(?:mailbox|inbox)(?: \S+){0,2} (?:is )?full|quota (?:is )?(?:full|exceeded)|exceeded (?:its |their )?(?:storage|mailbox|quota)|out of storage/,
    'mailbox_full',
  ],
  [
    /rate.?limit|throttl|too (?:many|much) (?:connections|messages|mail|e-?mails|recipients|sessions|concurrent)|too (?:fast|quickly)|unusual rate|excessive (?:mail|volume|rate|connections)|unexpected volume|slow down|server (?:is )?busy|(?:message|sending|connection) rate/,
    'rate_limited',
  ],
  [
    /block ?list|blocked|black ?list|spamhaus|barracuda|spamcop|\bdnsbl\b|\brbl\b|reputation|banned|\bdmarc\b|\bspf\b|\bdkim\b|unauthenticated|user complaints/,
    'blocked',
  ],
  [/message size|size limit|(?:message|mail|header|data)(?: \S+){0,3} (?:exceeds|too (?:large|big))/, 'too_large'],
  [/virus|malware|phish|\bspam\b|unsolicited|bulk mail|content (?:rejected|denied|policy)|objectionable/, 'content'],
  [
    new RegExp(
      `(?:domain|host)(?: name)?${few} (?:${no} found|unknown|does ?${no} exist|is invalid|nonexistent)|no such (?:domain|host)|unknown (?:domain|host)|nxdomain|null ?mx|no mx`,
    ),
    'domain_unknown',
  ],
  [
    /(?:account|mailbox|user|recipient|address)(?: \S+){0,4}? (?:disabled|inactive|suspended|deactivated|locked|expired|closed|discontinued)/,
    'mailbox_disabled',
  ],
  [/policy|access denied|not authori[sz]ed|administrative prohibition|prohibited/, 'blocked'],
  [
    new RegExp(
      `no such (?:user|mailbox|recipient|person|account|address|local)|(?:unknown|invalid) (?:or illegal )?(?:user|mailbox|recipient|alias|account|address|local)|(?:user|mailbox|recipient|account|address|alias)${few} (?:unknown|undeliverable|${no} found|(?:does ?|could ?)${no} (?:exist|be found))|doesn['’]?t have an? \\S+ account|no mailbox`,
    ),
    'mailbox_unknown',
  ],
]

/** The reason that the words of a reply give, or null. */
export const reasonFromText = (reply: string, permanent: boolean): RefusalReason | null => {
  const words = reply.slice(0, 1000).toLowerCase()
  if (!permanent && /gr[ea]y.?list|postgrey|please come back in/.test(words)) return 'greylisted'
  const reason = said.find(([pattern]) => pattern.test(words))?.[1]
  if (reason !== undefined) return reason
  return permanent && words.includes('mailbox unavailable') ? 'mailbox_unknown' : null
}

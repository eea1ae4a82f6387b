/** How a DKIM key signs: `rsa` is rsa-sha256, `ed25519` is ed25519-sha256 (RFC 8463). */
export const dkimAlgorithms = ['rsa', 'ed25519'] as const
export type DkimAlgorithm = (typeof dkimAlgorithms)[number]

/** `waiting` for its DNS record, `signing`, or `retired` and published only until the last mail it signed has been checked. */
export type DkimState = 'waiting' | 'signing' | 'retired'

/** A key with which mail from a domain is signed, without its private half. */
export interface DkimKey {
  readonly id: string
  /** A-labels, lower case. */
  readonly domain: string
  readonly selector: string
  readonly algorithm: DkimAlgorithm
  /** What stands in DNS, or is to. */
  readonly record: string
  readonly state: DkimState
  readonly createdAt: Date
  readonly signingAt: Date | null
  readonly retiredAt: Date | null
}

/** Mail may lie in a receiver's queue for five days (RFC 5321, 4.5.4.1) and be checked when it leaves it; a week is safe. */
const publishedDays = 7

/** From when on a retired key's record may be taken out of DNS; null for keys that are not retired or never signed. */
export const unpublishFrom = ({ signingAt, retiredAt }: Pick<DkimKey, 'signingAt' | 'retiredAt'>): Date | null =>
  retiredAt && signingAt && new Date(retiredAt.getTime() + publishedDays * 86_400_000)

/** Whether a text can be a selector: one or more labels in lower case (RFC 6376, 3.1). */
export const isSelector = (text: string): boolean =>
  text.length <= 63 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/.test(text)

/** The selector of a key that was given none: what made it, the month, how it signs; `turn` counts those of one month. */
export const ownSelector = (algorithm: DkimAlgorithm, madeAt: Date, turn: number): string =>
  `nashra-${madeAt.toISOString().slice(0, 7)}-${algorithm}${turn === 1 ? '' : `-${turn}`}`

/** The name under which a key is published. */
export const recordName = ({ selector, domain }: Pick<DkimKey, 'selector' | 'domain'>): string =>
  `${selector}._domainkey.${domain}`

/** The TXT record of a public key: of RSA its SubjectPublicKeyInfo, of Ed25519 the bare 32 bytes (RFC 8463, 4.2). */
export const recordText = (algorithm: DkimAlgorithm, publicKey: Buffer): string =>
  `v=DKIM1; k=${algorithm}; p=${publicKey.toString('base64')}`

const longestString = 255

/** The record as a line of a zone file, in strings of at most 255 octets (RFC 1035, 3.3). */
export const zoneLine = (name: string, record: string): string => {
  const strings = record.match(new RegExp(`.{1,${longestString}}`, 'g')) ?? []
  const quoted = strings.map((text) => `"${text}"`).join(' ')
  return `${name}. IN TXT ${strings.length > 1 ? `( ${quoted} )` : quoted}`
}

/** What DNS shows of a key, as against what it should. */
export type RecordVerdict =
  | 'found'
  /** There is no TXT record of this name. */
  | 'missing'
  /** There is one, and it is no DKIM key. */
  | 'not_a_key'
  /** Another key: an older one, or one cut or mistyped. */
  | 'different'
  /** An empty `p=` says that the key is revoked. */
  | 'revoked'
  /** More than one record: receivers may take either. */
  | 'several'
  /** Ours, and flagged `t=y`, by which receivers treat signatures as none. */
  | 'testing'

const tagsOf = (record: string): Map<string, string> =>
  new Map(
    record.split(';').map((tag): [string, string] => {
      const [name = '', ...value] = tag.split('=')
      return [name.trim(), value.join('=').replaceAll(/\s/g, '')]
    }),
  )

/** Compares what DNS answered, each record in one string, with what a key's record should be. */
export const readRecords = (expected: string, found: readonly string[]): RecordVerdict => {
  const [text] = found
  if (text === undefined) return 'missing'
  if (found.length > 1) return 'several'
  const [ours, theirs] = [tagsOf(expected), tagsOf(text)]
  if (!theirs.has('p') || (theirs.get('v') ?? 'DKIM1') !== 'DKIM1') return 'not_a_key'
  if (theirs.get('p') === '') return 'revoked'
  if (theirs.get('p') !== ours.get('p') || (theirs.get('k') ?? 'rsa') !== ours.get('k')) return 'different'
  return (theirs.get('t') ?? '').split(':').includes('y') ? 'testing' : 'found'
}

import { domainToASCII, domainToUnicode } from 'node:url'

/** A mail address that can be mailed, shown and compared. */
export interface Address {
  /** As people read it: an internationalised domain in its own letters where that cannot deceive, else as ASCII. */
  readonly address: string
  /** Equal for every spelling of one address: the local part with ASCII letters in lower case, the domain in ASCII. */
  readonly key: string
  /** As typed, in NFC. */
  readonly local: string
  /** Lower-case A-labels (UTS 46, non-transitional): what goes on the wire. */
  readonly asciiDomain: string
}

/** Why a text is no address we can mail. `incomplete_domain` has no dot, as in `salma@gmail`. */
export const addressFaults = [
  'empty',
  'too_long',
  'no_at',
  'hidden_characters',
  'forbidden_characters',
  'bad_local',
  'bad_domain',
  'incomplete_domain',
] as const
export type AddressFault = (typeof addressFaults)[number]

/** Far above what any address needs, low enough to bound every step that follows. */
const longestInput = 1000
const invisible = /\p{Default_Ignorable_Code_Point}/u
const surrounding = /[\s,;،؛\p{Default_Ignorable_Code_Point}]/u
const forbidden = /[\p{Cc}\p{Cs}\s<>,;،؛，；、＠]/u

const trimmed = (text: string): string => {
  const characters = [...text]
  const first = characters.findIndex((character) => !surrounding.test(character))
  const last = characters.findLastIndex((character) => !surrounding.test(character))
  return characters.slice(Math.max(first, 0), last + 1).join('')
}

const withoutBrackets = (text: string): string =>
  text.startsWith('<') && text.endsWith('>') ? trimmed(text.slice(1, -1)) : text

/** Takes off what copying leaves around an address: angle brackets, `mailto:`, blanks, list commas, direction marks. */
const unwrapped = (raw: string): string =>
  withoutBrackets(trimmed(withoutBrackets(trimmed(raw)).replace(/^mailto:/i, '')))

// RFC 5322 dot-atom, widened by RFC 6531 to the letters, marks and digits of every script. Quoted local parts and
// comments are legal and unused, and have led more than one parser to a different domain.
const dotAtom = /^[\w!#$%&'*+/=?^`{|}~\p{L}\p{M}\p{N}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\p{L}\p{M}\p{N}-]+)*$/u

const isLocal = (local: string): boolean => dotAtom.test(local) && !/^\p{M}/u.test(local)

const isLabel = (label: string): boolean => {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) return false
  if (!label.startsWith('xn--')) return true
  const unicode = domainToUnicode(label)
  return unicode !== label && domainToASCII(unicode) === label
}

/** The domain in A-labels, or what is wrong with it. */
const readDomain = (typed: string): { ascii: string } | { fault: AddressFault } => {
  // domainToASCII is a URL parser: it cuts at "/" and decodes "%41", so it must see nothing but letters, digits, dots.
  if (!/^[\p{L}\p{M}\p{N}.。．｡·・׳״-]+$/u.test(typed)) return { fault: 'bad_domain' }
  const labels = domainToASCII(typed).split('.')
  if (!labels.every(isLabel) || /^\d+$/.test(labels.at(-1) ?? '')) return { fault: 'bad_domain' }
  return labels.length < 2 ? { fault: 'incomplete_domain' } : { ascii: labels.join('.') }
}

const scripts = ['Latn', 'Arab', 'Hebr', 'Cyrl', 'Grek', 'Armn', 'Geor', 'Ethi', 'Thai', 'Laoo', 'Khmr', 'Mymr']
  .concat(['Deva', 'Beng', 'Guru', 'Gujr', 'Taml', 'Telu', 'Knda', 'Mlym', 'Orya', 'Sinh', 'Tibt', 'Thaa', 'Syrc'])
  .map((script) => new RegExp(`^[\\p{scx=${script}}\\d-]+$`, 'u'))
  .concat([/^[\p{scx=Hira}\p{scx=Kana}\p{scx=Hani}\d-]+$/u, /^[\p{scx=Hang}\p{scx=Hani}\d-]+$/u])
/** Cyrillic letters that pass for Latin ones. */
const lookalike = /^(?=.*\p{sc=Cyrl})[асԁеһіјӏорԛѕԝху\d-]+$/u

/** The domain in its own letters if each label is of one script, shows all it holds, and is not Latin in disguise. */
const shownDomain = (ascii: string): string => {
  const unicode = domainToUnicode(ascii).normalize('NFC')
  const labels = unicode.split('.')
  const plain = labels.every((label) => !invisible.test(label) && scripts.some((script) => script.test(label)))
  const disguised = /\.[a-z]+$/.test(unicode) && labels.some((label) => lookalike.test(label))
  return plain && !disguised ? unicode : ascii
}

const octets = (text: string): number => Buffer.byteLength(text)

/** Reads what a person typed or a file holds as one address (RFC 5321, 6531 lengths and letters), or names the fault. */
export const readAddress = (raw: string): Address | AddressFault => {
  if (raw.length > longestInput) return 'too_long'
  const text = unwrapped(raw)
  if (text === '') return 'empty'
  const at = text.lastIndexOf('@')
  if (at === -1) return 'no_at'
  if (invisible.test(text)) return 'hidden_characters'
  if (forbidden.test(text)) return 'forbidden_characters'
  const local = text.slice(0, at).normalize('NFC')
  if (!isLocal(local)) return 'bad_local'
  const domain = readDomain(text.slice(at + 1))
  if ('fault' in domain) return domain.fault
  const { ascii } = domain
  if (octets(local) > 64 || octets(local) + 1 + ascii.length > 254) return 'too_long'
  return {
    address: `${local}@${shownDomain(ascii)}`,
    key: `${local.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())}@${ascii}`,
    local,
    asciiDomain: ascii,
  }
}

/** What stands behind the last @ of an address, as it is written. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

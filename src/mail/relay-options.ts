/** What a relay's address may say after its `?`, beside starttls and tls. */
export interface RelayOptions {
  /** Its share of the mail beside the other relays. */
  readonly weight: number
  /** Used only while no other relay can be. */
  readonly backup: boolean
  /** The most connections to it at once. */
  readonly connections: number
  /** Messages after which a connection to it is closed; null leaves that to the pool. */
  readonly messages: number | null
  /** Whether it signs what we hand it (DKIM), so that we do not. */
  readonly signs: boolean
  /** The header by which it tells a message it has had already; null where it does not. */
  readonly idempotencyHeader: string | null
}

/** The error of a relay's address: it says what is wrong and never quotes the address, which holds a password. */
export const wrong = (why: string): TypeError =>
  new TypeError(`relay address: ${why}; expected smtp[s]://user:password@host:port`)

const single = (url: URL, key: string): string | null => {
  const given = url.searchParams.getAll(key)
  if (given.length > 1) throw wrong(`${key} stands twice`)
  return given[0] ?? null
}

/** One of some words, or null where the option is absent. */
export const choice = <Value extends string>(url: URL, key: string, values: readonly Value[]): Value | null => {
  const given = single(url, key)
  const value = values.find((one) => one === given) ?? null
  if (given !== null && value === null) throw wrong(`${key} is one of ${values.join(', ')}`)
  return value
}

const count = (url: URL, key: string, most: number): number | null => {
  const given = single(url, key)
  if (given === null) return null
  if (!/^\d{1,9}$/.test(given) || Number(given) < 1 || Number(given) > most)
    throw wrong(`${key} is a number from 1 to ${most}`)
  return Number(given)
}

const providers: Readonly<Record<string, string>> = {
  resend: 'Resend-Idempotency-Key',
  emailengine: 'X-EE-Idempotency-Key',
}

/** Headers that mean something already; a key in their place would break the message. */
const taken =
  /^(?:from|sender|reply-to|to|cc|bcc|subject|date|message-id|in-reply-to|references|return-path|received|dkim-signature|feedback-id|precedence|auto-submitted|mime-version|(?:content|list|resent|arc)-.*)$/i

const idempotencyHeader = (url: URL): string | null => {
  const given = single(url, 'idempotency')
  if (given === null) return null
  const name = providers[given] ?? given
  if (!/^[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+$/.test(name) || name.length > 64 || taken.test(name))
    throw wrong('idempotency is resend, emailengine or the name of a header of its own, such as X-Idempotency-Key')
  return name
}

export const optionNames = ['weight', 'backup', 'connections', 'messages', 'dkim', 'idempotency']

/** Reads the options of a relay's address. Throws a TypeError that says which value is wrong. */
export const relayOptions = (url: URL): RelayOptions => ({
  weight: count(url, 'weight', 100) ?? 1,
  backup: choice(url, 'backup', ['yes', 'no']) === 'yes',
  connections: count(url, 'connections', 1000) ?? 20,
  messages: count(url, 'messages', 1_000_000),
  signs: choice(url, 'dkim', ['relay', 'nashra']) === 'relay',
  idempotencyHeader: idempotencyHeader(url),
})

import { domainToASCII } from 'node:url'
import { choice, optionNames, relayOptions, wrong, type RelayOptions } from './relay-options.ts'

/** `implicit`: TLS from the first byte; `required`: STARTTLS or nothing; `offered`: STARTTLS where offered; `never`: plain. */
export type RelaySecurity = 'implicit' | 'required' | 'offered' | 'never'

/** An SMTP server we hand mail to. */
export interface Relay extends RelayOptions {
  /** `host:port`, fit for logs and pages. */
  readonly label: string
  readonly host: string
  readonly port: number
  readonly login: { readonly user: string; readonly password: string } | null
  readonly security: RelaySecurity
  readonly verifyCertificate: boolean
}

export type RelayFaultKind = 'unreachable' | 'tls' | 'auth' | 'greeting_refused'

/** A relay that cannot be used now; worth trying again. It says nothing about any message: none was begun. */
export class RelayFault extends Error {
  override readonly name = 'RelayFault'
  readonly kind: RelayFaultKind
  readonly relay: string
  /** The relay's reply code, when it gave one. */
  readonly code: number | null

  constructor(relay: Relay, fault: { kind: RelayFaultKind; code: number | null; reason: string }) {
    super(`relay ${relay.label} ${fault.kind}: ${fault.reason}`)
    this.kind = fault.kind
    this.relay = relay.label
    this.code = fault.code
  }
}

const parse = (url: string): URL => {
  // The URL parser's own error carries its input, and with it the password.
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed === null) throw wrong('not a URL (percent-encode special characters of the password)')
  if (parsed.protocol !== 'smtp:' && parsed.protocol !== 'smtps:') throw wrong('it begins with smtp:// or smtps://')
  if (parsed.pathname.replace('/', '') !== '' || parsed.hash !== '')
    throw wrong('nothing may follow the port but ?options')
  return parsed
}

const decode = (text: string, what: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw wrong(`the ${what} is not percent-encoded`)
  }
}

const hostOf = (url: URL): string => {
  const name = decode(url.hostname, 'host')
  const host = name.startsWith('[') ? name.slice(1, -1) : domainToASCII(name)
  if (host === '') throw wrong('the host is missing')
  return host
}

const loginOf = (url: URL): Relay['login'] => {
  const [user, password] = [decode(url.username, 'user'), decode(url.password, 'password')]
  if ((user === '') !== (password === '')) throw wrong('user and password belong together')
  return user === '' ? null : { user, password }
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\.[\d.]+$/.test(host)

const defaultPort = (implicit: boolean, login: Relay['login']): number => (implicit ? 465 : login === null ? 25 : 587)

const ownOptions = ['starttls', 'tls']

/**
 * Reads `smtp[s]://user:password@host:port?starttls=required|never&tls=verify|unverified` and the options of RelayOptions
 * (`weight=3`, `backup=yes`, `connections=20`, `messages=500`, `dkim=relay`, `idempotency=resend`). Without a port: 465
 * for smtps, 587 with a login, else 25. Certificates are verified unless the relay is this machine, whose own name no
 * certificate vouches for. Throws a TypeError that says what is wrong and never holds the password.
 */
export const parseRelay = (address: string): Relay => {
  const url = parse(address)
  const unknown = [...url.searchParams.keys()].find((key) => ![...ownOptions, ...optionNames].includes(key))
  if (unknown !== undefined) throw wrong(`unknown option ${unknown}`)
  const implicit = url.protocol === 'smtps:'
  const starttls = choice(url, 'starttls', ['required', 'never'])
  if (implicit && starttls !== null) throw wrong('smtps:// has TLS from the start; starttls is for smtp://')
  const certificate = choice(url, 'tls', ['verify', 'unverified'])
  const [host, login] = [hostOf(url), loginOf(url)]
  const port = url.port === '' ? defaultPort(implicit, login) : Number(url.port)
  if (port === 0) throw wrong('port 0 is none')
  return {
    label: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    host,
    port,
    login,
    security: implicit ? 'implicit' : (starttls ?? 'offered'),
    verifyCertificate: certificate === null ? !isLoopback(host) : certificate === 'verify',
    ...relayOptions(url),
  }
}

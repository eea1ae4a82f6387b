import type { LookupAddress } from 'node:dns'
import { lookup as systemLookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { isIP } from 'node:net'
import { Agent, buildConnector, request } from 'undici'
import type { Dispatcher } from 'undici'
import type { AllowList } from './addresses.ts'
import { bareHost, createAllowList, isPublicAddress } from './addresses.ts'
import { faultFrom } from './fetch-faults.ts'
import { readBody } from './read-body.ts'
import { SourceFault } from './source-fault.ts'

/** An answer, whatever its status, after redirects and decompression. */
export interface Fetched {
  readonly status: number
  /** Names in lower case; repeated ones joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  /** The address that answered, after redirects. */
  readonly url: string
  readonly body: Buffer
}

export interface FetchRequest {
  readonly headers?: Readonly<Record<string, string>>
  /** The Accept header; anything when absent. */
  readonly accept?: string
}

export interface GuardedFetch {
  /** GETs an address; throws a `SourceFault` when no answer could be had, never because of its status. */
  get(url: string, asked?: FetchRequest): Promise<Fetched>
  close(): Promise<void>
}

export interface GuardedFetchOptions {
  /** Hosts, addresses or CIDR blocks that may be fetched although they are not public; they may use any port. */
  readonly allow: readonly string[]
  readonly userAgent: string
  /** For one `get` in all, redirects and body included; 15,000 by default. */
  readonly timeoutMs?: number
  /** After decompression; 5 MB by default. */
  readonly maxBytes?: number
  readonly maxRedirects?: number
  /** Resolves a name to all its addresses; the system's resolver by default. */
  readonly resolve?: (hostname: string) => Promise<LookupAddress[]>
}

type Settings = Required<Omit<GuardedFetchOptions, 'allow'>> & { readonly allow: AllowList }

const settingsOf = (options: GuardedFetchOptions): Settings => ({
  timeoutMs: 15_000,
  maxBytes: 5 * 1024 * 1024,
  maxRedirects: 5,
  resolve: (hostname) => systemLookup(hostname, { all: true }),
  ...options,
  allow: createAllowList(options.allow),
})

const vettedAddresses = async (target: buildConnector.Options, { allow, resolve }: Settings) => {
  const { hostname, port, protocol } = target
  const url = `${protocol}//${hostname}:${port}`
  const family = isIP(hostname)
  const addresses = family ? [{ address: hostname, family }] : await resolve(bareHost(hostname))
  const opened = allow.host(hostname) || addresses.every(({ address }) => allow.address(address))
  if (!opened && !addresses.every(({ address }) => isPublicAddress(address) || allow.address(address)))
    throw new SourceFault('blocked_address', { url })
  if (!opened && !['', '80', '443'].includes(port)) throw new SourceFault('blocked_port', { url })
  if (addresses.length === 0) throw new SourceFault('dns', { url })
  return addresses
}

const pinnedConnector = (addresses: LookupAddress[], timeout: number): buildConnector.connector => {
  const lookup: LookupFunction = (_hostname, _how, found) => found(null, addresses)
  // All addresses at once, so that the system tries the next where one does not connect.
  return buildConnector({ lookup, autoSelectFamily: true, allowH2: false, timeout })
}

/** Every connection is made here, so the addresses that were checked are the ones connected to: a second look-up cannot rebind the name. */
const guardedConnector =
  (settings: Settings): buildConnector.connector =>
  async (target, callback) => {
    try {
      const addresses = await vettedAddresses(target, settings)
      pinnedConnector(addresses, settings.timeoutMs)(target, callback)
    } catch (error) {
      callback(error as Error, null)
    }
  }

/** An address we are willing to ask, or a fault that says why not. */
export const checkedUrl = (address: string, base?: string): URL => {
  const url = URL.parse(address, base)
  if (!url) throw new SourceFault('bad_address', { url: address })
  if (!['http:', 'https:'].includes(url.protocol)) throw new SourceFault('not_http', { url: address })
  if (url.username || url.password) throw new SourceFault('credentials_in_address', { url: address })
  return url
}

const joined = (headers: Dispatcher.ResponseData['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )

const secrets = new Set(['authorization', 'cookie', 'proxy-authorization'])

const withoutSecrets = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !secrets.has(name.toLowerCase())))

const redirectStatuses = new Set([301, 302, 303, 307, 308])

interface Hop {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
}

const follow = async (start: Hop, settings: Settings & { agent: Agent; signal: AbortSignal }): Promise<Fetched> => {
  const { agent, signal, maxBytes } = settings
  let { url, headers } = start
  for (let hops = 0; hops <= settings.maxRedirects; hops++) {
    const answer = await request(url, { dispatcher: agent, headers, signal })
    const received = joined(answer.headers)
    if (!redirectStatuses.has(answer.statusCode) || !received['location']) {
      const body = await readBody(answer.body, {
        url: url.href,
        status: answer.statusCode,
        encoding: received['content-encoding'],
        maxBytes,
        signal,
      })
      return { status: answer.statusCode, headers: received, url: url.href, body }
    }
    await answer.body.dump({ limit: 64 * 1024, signal })
    const next = checkedUrl(received['location'], url.href)
    if (next.origin !== url.origin) headers = withoutSecrets(headers)
    url = next
  }
  throw new SourceFault('redirects', { url: start.url.href })
}

/**
 * The one way out: every request to a foreign address goes through a fetch made here. It speaks http and https only,
 * reaches public addresses only, is bounded in time, size and redirects, and keeps credentials on the host they were meant for.
 */
export const createGuardedFetch = (options: GuardedFetchOptions): GuardedFetch => {
  const settings = settingsOf(options)
  const agent = new Agent({ connect: guardedConnector(settings) })
  return {
    get: async (address, asked = {}) => {
      const url = checkedUrl(address)
      const headers = {
        accept: asked.accept ?? '*/*',
        'accept-encoding': 'gzip, br',
        'user-agent': settings.userAgent,
        ...asked.headers,
      }
      const signal = AbortSignal.timeout(settings.timeoutMs)
      try {
        return await follow({ url, headers }, { ...settings, agent, signal })
      } catch (error) {
        throw faultFrom(error, url.href)
      }
    },
    close: () => agent.close(),
  }
}

import { Resolver } from 'node:dns/promises'

/** Where the mail of domains goes to, by their MX records (RFC 5321 section 5). */
export interface MailHosts {
  /** Looks up what is not known yet, for a second at most; what comes later is known next time. Never rejects. */
  acquaint(domains: Iterable<string>): Promise<void>
  /** The nearest mail host of a domain as it goes on the wire; null where none is known. */
  hostOf(domain: string): string | null
}

export interface MailHostsOptions {
  /** False where nothing may leave the machine: then nobody is asked. */
  readonly lookUp: boolean
  /** Milliseconds of a steady clock. */
  readonly elapsed: () => number
  /** Name servers as `address:port`; those of the system unless given. */
  readonly servers?: readonly string[]
}

const timeoutMs = 1000
const mostKnown = 10_000
const mostAtOnce = 32
const mostWaiting = 2000
const freshMs = 3_600_000
/** After so many look-ups in a row without any answer, DNS is away, and is left alone for a minute. */
const silencesBeforeRest = 8
const restMs = 60_000

interface Known {
  readonly host: string | null
  readonly until: number
}

class DnsMailHosts implements MailHosts {
  readonly #resolver: Resolver
  readonly #options: MailHostsOptions
  readonly #known = new Map<string, Known>()
  readonly #underWay = new Map<string, Promise<void>>()
  readonly #waiting: (() => void)[] = []
  #atOnce = 0
  #silences = 0
  #restUntil = -Infinity

  constructor(options: MailHostsOptions) {
    this.#options = options
    this.#resolver = new Resolver({ timeout: timeoutMs, tries: 1 })
    if (options.servers) this.#resolver.setServers(options.servers)
  }

  hostOf(domain: string): string | null {
    return this.#known.get(domain)?.host ?? null
  }

  async acquaint(domains: Iterable<string>): Promise<void> {
    if (!this.#options.lookUp || this.#options.elapsed() < this.#restUntil) return
    const lookUps = [...domains].filter((domain) => this.#isNews(domain)).map((domain) => this.#lookUp(domain))
    if (lookUps.length === 0) return
    const patience = new AbortController()
    const late = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs)
      patience.signal.addEventListener('abort', () => clearTimeout(timer))
    })
    await Promise.race([Promise.all(lookUps), late])
    patience.abort()
  }

  #isNews(domain: string): boolean {
    return (this.#known.get(domain)?.until ?? -Infinity) <= this.#options.elapsed()
  }

  #lookUp(domain: string): Promise<void> {
    const underWay = this.#underWay.get(domain)
    if (underWay) return underWay
    if (this.#underWay.size >= mostWaiting) return Promise.resolve()
    const lookUp = this.#ask(domain).finally(() => this.#underWay.delete(domain))
    this.#underWay.set(domain, lookUp)
    return lookUp
  }

  async #ask(domain: string): Promise<void> {
    if (this.#atOnce >= mostAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#atOnce++
    try {
      if (this.#options.elapsed() >= this.#restUntil) await this.#resolve(domain)
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#atOnce--
    }
  }

  async #resolve(domain: string): Promise<void> {
    try {
      const [nearest] = (await this.#resolver.resolveMx(domain)).toSorted(
        (one, other) => one.priority - other.priority || one.exchange.localeCompare(other.exchange),
      )
      this.#learn(domain, nearest?.exchange.toLowerCase() || null)
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      const hasAnswered = ['ENODATA', 'ENOTFOUND'].includes(code)
      if (hasAnswered) this.#learn(domain, null)
      else if (++this.#silences >= silencesBeforeRest) this.#rest()
    }
  }

  #learn(domain: string, host: string | null): void {
    this.#silences = 0
    this.#known.delete(domain)
    this.#known.set(domain, { host, until: this.#options.elapsed() + freshMs })
    if (this.#known.size > mostKnown) this.#known.delete(this.#known.keys().next().value ?? '')
  }

  #rest(): void {
    this.#silences = 0
    this.#restUntil = this.#options.elapsed() + restMs
  }
}

/** Mail hosts by MX records, known for an hour. Nothing is asked until somebody wants to be acquainted. */
export const createMailHosts = (options: MailHostsOptions): MailHosts => new DnsMailHosts(options)

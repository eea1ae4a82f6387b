import { domainToASCII } from 'node:url'
import { groupOfHost, isPrivateDomain, wellKnownGroup } from '../domain/mail-groups.ts'
import type { MailHosts } from '../mail/mail-hosts.ts'

/** Which destination a domain's mail goes to. */
export interface DestinationNames {
  /** Learns about domains, where DNS answers in time. Never rejects. */
  acquaint(domains: Iterable<string>): Promise<void>
  /** The group of domains behind one mail host, or the domain itself; of a domain as it goes on the wire. */
  of(domain: string): string
}

const mostHosts = 10_000

/** A domain as it goes on the wire: lower case, in ASCII. */
export const wireDomain = (written: string): string => {
  const domain = written.toLowerCase()
  return /[^!-~]/.test(domain) ? domainToASCII(domain) || domain : domain
}

const isWorthAsking = (domain: string): boolean => wellKnownGroup(domain) === null && !isPrivateDomain(domain)

/** Names by what everybody knows, and by what DNS says of the rest. */
export const createDestinationNames = (hosts: MailHosts): DestinationNames => {
  const groups = new Map<string, string>()
  const groupOf = (host: string): string => {
    const known = groups.get(host)
    if (known !== undefined) return known
    if (groups.size >= mostHosts) groups.clear()
    const group = groupOfHost(host)
    groups.set(host, group)
    return group
  }
  return {
    acquaint: (domains) => hosts.acquaint(Array.from(domains, wireDomain).filter(isWorthAsking)),
    of(domain) {
      const group = wellKnownGroup(domain)
      if (group !== null) return group
      const host = hosts.hostOf(domain)
      return host === null ? domain : groupOf(host)
    },
  }
}

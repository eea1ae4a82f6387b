import ipaddr from 'ipaddr.js'

/** What an operator opens on purpose: host names, addresses or CIDR blocks. */
export interface AllowList {
  host(hostname: string): boolean
  address(address: string): boolean
}

type Block = ReturnType<typeof ipaddr.parseCIDR>

const blockOf = (entry: string): Block | null => {
  if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry)
  if (!ipaddr.isValid(entry)) return null
  const address = ipaddr.process(entry)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

/** A host as written in an URL, without brackets or a final dot, in lower case. */
export const bareHost = (hostname: string): string => hostname.toLowerCase().replace(/^\[|\]$|\.$/g, '')

/** Reads an allow-list such as `['localhost', '127.0.0.0/8', '::1']`; what is no address is taken for a host name. */
export const createAllowList = (entries: readonly string[]): AllowList => {
  const bare = entries.map((entry) => bareHost(entry.trim())).filter(Boolean)
  const blocks = bare.map(blockOf).filter((block) => block !== null)
  const hosts = new Set(bare.filter((entry) => blockOf(entry) === null))
  return {
    host: (hostname) => hosts.has(bareHost(hostname)),
    address: (address) => {
      const parsed = ipaddr.process(address)
      return blocks.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match([network, bits]))
    },
  }
}

const globalUnicast = ipaddr.parseCIDR('2000::/3')

/**
 * Whether an address is an ordinary one of the public internet. Loopback, private, link-local, shared, documentation
 * and reserved ranges are not, nor is any IPv6 form that carries an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo).
 */
export const isPublicAddress = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicast)
}

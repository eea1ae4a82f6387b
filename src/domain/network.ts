import { isIP } from 'node:net'

/** An IPv6 address in its shortest form (RFC 5952), without a zone. */
const shortest = (ip: string): string => new URL(`http://[${ip.replace(/%.*$/, '')}]`).hostname.slice(1, -1)

/** The IPv4 address that an IPv6 one maps (`::ffff:a.b.c.d`); null for any other. */
const mappedIPv4 = (ip: string): string | null => {
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(shortest(ip)) ?? []
  if (!high || !low) return null
  return [high, low].flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]).join('.')
}

/** The first groups of 16 bits of an IPv6 address, the rest zero. */
const ipv6Prefix = (ip: string, groups: number): string => {
  const [before = '', after = ''] = shortest(ip).split('::')
  const head = before.split(':').filter(Boolean)
  const tail = after.split(':').filter(Boolean)
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return shortest(`${[...head, ...zeros, ...tail].slice(0, groups).join(':')}::`)
}

/** The network an address is in, never the machine: IPv4 /24 (mapped ones too), IPv6 /48; '' for what is no address. */
export const truncateIp = (ip: string): string => {
  const version = isIP(ip)
  const ipv4 = version === 4 ? ip : version === 6 ? mappedIPv4(ip) : ''
  return ipv4 === null ? ipv6Prefix(ip, 3) : ipv4.replace(/\d+$/, '0')
}

/** Whom a limit counts as one: an IPv4 address however it is written, the /64 that one IPv6 line has; '' for what is no address. */
export const callerOf = (ip: string): string => {
  const version = isIP(ip)
  const ipv4 = version === 4 ? ip : version === 6 ? mappedIPv4(ip) : ''
  return ipv4 ?? ipv6Prefix(ip, 4)
}

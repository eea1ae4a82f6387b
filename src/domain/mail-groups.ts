/** Domains that everybody knows to stand behind one mail host, by the name under which admins know them. */
const wellKnown: Readonly<Record<string, string>> = {
  'gmail.com': 'googlemail.com google.com',
  'outlook.com':
    'hotmail.com live.com msn.com hotmail.co.uk hotmail.fr hotmail.de hotmail.es hotmail.it live.co.uk live.fr live.nl outlook.fr outlook.de outlook.es outlook.sa passport.com',
  'yahoo.com':
    'ymail.com rocketmail.com aol.com aim.com yahoo.co.uk yahoo.fr yahoo.de yahoo.es yahoo.it yahoo.in yahoo.co.in yahoo.ca yahoo.com.br verizon.net',
  'icloud.com': 'me.com mac.com',
  'gmx.net': 'gmx.de gmx.at gmx.ch gmx.com mail.com',
  'mail.ru': 'inbox.ru list.ru bk.ru internet.ru',
  'yandex.ru': 'yandex.com ya.ru yandex.by yandex.kz',
  'proton.me': 'protonmail.com protonmail.ch pm.me',
  'qq.com': 'foxmail.com',
}

/** Mail hosts that carry another name than the domains they are known for. */
const hostNames: Readonly<Record<string, string>> = {
  'google.com': 'gmail.com',
  'googlemail.com': 'gmail.com',
  'mx.microsoft': 'outlook.com',
  'yahoodns.net': 'yahoo.com',
  'protonmail.ch': 'proton.me',
  'yandex.net': 'yandex.ru',
  'messagingengine.com': 'fastmail.com',
}

const groupOfDomain: ReadonlyMap<string, string> = new Map(
  Object.entries(wellKnown).flatMap(([group, others]) =>
    [group, ...others.split(' ')].map((domain) => [domain, group]),
  ),
)

const secondLevels = new Set([
  'ac',
  'co',
  'com',
  'edu',
  'gob',
  'gov',
  'gouv',
  'mil',
  'net',
  'ne',
  'nom',
  'or',
  'org',
  'sch',
])

/** The part of a host name that somebody registered: two labels, or three where the second is one like `co` below a country. */
const registered = (host: string): string => {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.')
  const isBelowCountry = labels.at(-1)?.length === 2 && secondLevels.has(labels.at(-2) ?? '')
  return labels.slice(isBelowCountry ? -3 : -2).join('.')
}

/** The destination that a well-known domain (lower case) belongs to, or null. */
export const wellKnownGroup = (domain: string): string | null => groupOfDomain.get(domain) ?? null

/** The destination that all domains with this mail host (the target of their MX record) belong to. */
export const groupOfHost = (host: string): string => {
  const name = registered(host)
  return hostNames[name] ?? groupOfDomain.get(name) ?? name
}

/** Domains that no public DNS knows (RFC 2606, RFC 6761), or that are none at all. */
export const isPrivateDomain = (domain: string): boolean =>
  !domain.includes('.') ||
  domain.startsWith('[') ||
  /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost|local|internal|onion|arpa)$/.test(domain)

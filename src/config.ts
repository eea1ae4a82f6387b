import { readFileSync } from 'node:fs'
import { z } from 'zod'
import {
  isListenUrl,
  isMailboxUrl,
  isP256Key,
  isProxyRule,
  isRelayUrl,
  isReturnAddress,
  isTopic,
} from './config/formats.ts'

const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
)

const flag = z.string().transform((text) => text !== '' && text !== '0' && text !== 'false')

interface Setting<Type extends z.ZodType = z.ZodType> {
  readonly about: string
  readonly type: Type
  /** Used when the variable is absent. */
  readonly fallback?: string
  /** Absent in demo mode, demanded once DATABASE_URL is set. */
  readonly neededByServer?: true
}

const setting = <Type extends z.ZodType>(about: string, type: Type, more: Omit<Setting, 'about' | 'type'> = {}) => ({
  about,
  type,
  ...more,
})

/** Every environment variable that Nashra reads. The README's table is generated from this. */
export const settings = {
  PORT: setting('Port of the pages and the API', z.coerce.number().int().min(0).max(65535), { fallback: '3000' }),
  HOST: setting('Address to listen on', z.string(), { fallback: '127.0.0.1' }),
  BASE_URL: setting(
    'Where readers reach this Nashra; every link in a mail begins with it',
    z.url({ protocol: /^https?$/ }),
    { neededByServer: true },
  ),
  DATABASE_URL: setting(
    'PostgreSQL; without it Nashra runs as a demo with a database of its own',
    z.url({ protocol: /^postgres(ql)?$/ }),
  ),
  REDIS_URL: setting('Redis for the queue; without it the queue lives in PostgreSQL', z.url({ protocol: /^rediss?$/ })),
  SMTP_URL: setting(
    'Relays, separated by commas: smtp[s]://user:pass@host:port',
    commaList.refine(
      (urls) => urls.length > 0 && urls.every(isRelayUrl),
      'needs smtp[s]://user:pass@host:port, special characters percent-encoded',
    ),
    { neededByServer: true },
  ),
  SECRET_KEY: setting(
    'Signs links; 32 characters or more. Older keys after a comma keep old links good',
    commaList.refine(
      (keys) => keys.length > 0 && keys.every((key) => Buffer.byteLength(key) >= 32),
      'needs 32 characters or more; make one with: openssl rand -base64 32',
    ),
    { neededByServer: true },
  ),
  DATA_DIR: setting('Where the demo keeps its database, inbox and key', z.string().min(1), { fallback: '.data' }),
  ALLOW_SOURCES: setting('Hosts or CIDRs that sources may be fetched from though private (demo: loopback)', commaList),
  ADMIN_EMAIL: setting(
    'Address of the first admin',
    z.string().regex(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, 'needs a whole address, such as name@example.org'),
  ),
  ADMIN_PASSWORD: setting(
    'Password of the first admin, 10 characters or more',
    z.string().min(10, 'needs 10 characters or more'),
  ),
  API_KEY: setting(
    'A first API key with every scope, 20 characters or more',
    z.string().min(20, 'needs 20 characters or more; make one with: openssl rand -hex 24'),
  ),
  LOG_LEVEL: setting(
    'fatal, error, warn, info, debug, trace or silent (info; warn in the demo)',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  ),
  TRUST_PROXY: setting(
    'Addresses or CIDRs of the proxies in front, whose X-Forwarded-For is believed',
    commaList.refine((rules) => rules.every(isProxyRule), 'needs addresses or CIDRs, such as 10.0.0.1 or 10.0.0.0/8'),
  ),
  BOUNCE_ADDRESS: setting(
    'Where bounces, complaints and unsubscribe mails come back: each reader’s mail leaves from bounces+<token>@news.example.org',
    z
      .string()
      .refine(
        isReturnAddress,
        'needs an address with at most 15 plain letters before the @, such as bounces@news.example.org',
      ),
  ),
  BOUNCE_SEPARATOR: setting(
    'What your mail host wants between the name of BOUNCE_ADDRESS and the token: + - = or _',
    z.enum(['+', '-', '=', '_']),
    { fallback: '+' },
  ),
  BOUNCE_LISTEN: setting(
    'Where the worker takes in mail for BOUNCE_ADDRESS: lmtp://127.0.0.1:2424 or smtp://0.0.0.0:25',
    z.string().refine(isListenUrl, 'needs lmtp://host:port or smtp://host:port'),
  ),
  BOUNCE_MAILBOX: setting(
    'A mailbox that the worker reads for mail to BOUNCE_ADDRESS: imaps://user:password@host/INBOX?done=Folder',
    z.string().refine(isMailboxUrl, 'needs imaps://user:password@host/folder, special characters percent-encoded'),
  ),
  MX_LOOKUPS: setting(
    'on or off: whether DNS is asked which receiving domains share a mail host (on; off in the demo)',
    z.enum(['on', 'off']),
  ),
  HOOK_SES_TOPICS: setting(
    'ARNs of the Amazon SNS topics that may tell of bounces at /hooks/bounces/ses',
    commaList.refine(
      (topics) => topics.every(isTopic),
      'needs ARNs, such as arn:aws:sns:eu-west-1:123456789012:bounces',
    ),
  ),
  HOOK_POSTMARK: setting(
    'Name and password (user:password) that Postmark sends to /hooks/bounces/postmark',
    z.string().regex(/^[^:\s]+:.{16,}$/, 'needs user:password, the password 16 characters or more'),
  ),
  HOOK_SENDGRID_KEY: setting(
    'Verification key of SendGrid’s signed event webhook at /hooks/bounces/sendgrid',
    z.string().refine(isP256Key, 'needs the public key as SendGrid shows it, beginning with MFkw'),
  ),
  HOOK_MAILGUN_KEY: setting(
    'Webhook signing key of Mailgun for /hooks/bounces/mailgun',
    z.string().min(16, 'needs 16 characters or more'),
  ),
  NO_OPEN: setting('When set, the demo does not open a browser', flag),
} satisfies Record<string, Setting>

type Name = keyof typeof settings

/** What the environment says, checked. */
export interface Config {
  readonly demo: boolean
  readonly port: number
  readonly host: string
  /** Without a slash at the end; null in a demo that was told none. */
  readonly baseUrl: string | null
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
  readonly relayUrls: readonly string[]
  readonly secretKeys: readonly string[]
  readonly dataDir: string
  readonly allowSources: readonly string[]
  readonly admin: { readonly email: string; readonly password: string } | null
  readonly apiKey: string | null
  readonly logLevel: string
  readonly trustProxy: readonly string[]
  /** Whether DNS may be asked for the mail hosts of receiving domains. */
  readonly mxLookups: boolean
  /** How mail comes back; null where it goes to each newsletter's sender. */
  readonly bounces: {
    readonly address: string
    readonly separator: string
    readonly listen: string | null
    readonly mailbox: string | null
  } | null
  /** By what each provider that tells of bounces proves itself; empty or null for one that is not listened to. */
  readonly hooks: {
    readonly sesTopics: readonly string[]
    readonly postmark: string | null
    readonly sendgrid: string | null
    readonly mailgun: string | null
  }
  readonly openBrowser: boolean
}

/** Everything that is wrong or missing in the environment, at once. */
export class ConfigFault extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(`Nashra cannot start:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

/**
 * Reads and checks the environment.
 * @throws ConfigFault naming everything that is wrong or missing
 */
export const readConfig = (environment: NodeJS.ProcessEnv = process.env): Config => {
  const faults: string[] = []
  const read = <K extends Name>(name: K): z.output<(typeof settings)[K]['type']> | undefined => {
    const { type, fallback } = settings[name] as Setting<(typeof settings)[K]['type']>
    const text = textOf(environment, name, faults) ?? fallback
    if (text === undefined) return undefined
    const parsed = type.safeParse(text)
    if (!parsed.success) faults.push(`${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}.`)
    return parsed.data as z.output<(typeof settings)[K]['type']> | undefined
  }
  const databaseUrl = read('DATABASE_URL') ?? null
  const demo = databaseUrl === null
  const [email, password] = [read('ADMIN_EMAIL'), read('ADMIN_PASSWORD')]
  if (isGiven(environment, 'ADMIN_EMAIL') !== isGiven(environment, 'ADMIN_PASSWORD'))
    faults.push('ADMIN_EMAIL and ADMIN_PASSWORD go together: set both or neither.')
  const config: Config = {
    demo,
    databaseUrl,
    port: read('PORT') ?? 0,
    host: read('HOST') ?? '',
    baseUrl: read('BASE_URL')?.replace(/\/+$/, '') ?? null,
    redisUrl: read('REDIS_URL') ?? null,
    relayUrls: read('SMTP_URL') ?? [],
    secretKeys: read('SECRET_KEY') ?? [],
    dataDir: read('DATA_DIR') ?? '',
    allowSources: read('ALLOW_SOURCES') ?? (demo ? ['127.0.0.0/8', '::1/128', 'localhost'] : []),
    admin: email === undefined || password === undefined ? null : { email, password },
    apiKey: read('API_KEY') ?? null,
    logLevel: read('LOG_LEVEL') ?? (demo ? 'warn' : 'info'),
    trustProxy: read('TRUST_PROXY') ?? [],
    mxLookups: (read('MX_LOOKUPS') ?? 'on') === 'on' && !demo,
    bounces: bouncesOf({
      address: read('BOUNCE_ADDRESS') ?? null,
      separator: read('BOUNCE_SEPARATOR') ?? '+',
      listen: read('BOUNCE_LISTEN') ?? null,
      mailbox: read('BOUNCE_MAILBOX') ?? null,
    }),
    hooks: {
      sesTopics: read('HOOK_SES_TOPICS') ?? [],
      postmark: read('HOOK_POSTMARK') ?? null,
      sendgrid: read('HOOK_SENDGRID_KEY') ?? null,
      mailgun: read('HOOK_MAILGUN_KEY') ?? null,
    },
    openBrowser: demo && !(read('NO_OPEN') ?? false) && !environment['CI'],
  }
  for (const name of ['BOUNCE_LISTEN', 'BOUNCE_MAILBOX'] as const)
    if (isGiven(environment, name) && !isGiven(environment, 'BOUNCE_ADDRESS'))
      faults.push(`BOUNCE_ADDRESS is missing, for which ${name} takes in mail.`)
  if (!demo) faults.push(...missingForServer(environment))
  if (faults.length > 0) throw new ConfigFault(faults)
  return config
}

type Bounces = NonNullable<Config['bounces']>

const bouncesOf = ({ address, ...rest }: Omit<Bounces, 'address'> & { address: string | null }): Bounces | null =>
  address === null ? null : { address, ...rest }

const missingForServer = (environment: NodeJS.ProcessEnv): string[] =>
  Object.entries<Setting>(settings)
    .filter(([name, { neededByServer }]) => neededByServer && !isGiven(environment, name as Name))
    .map(([name, { about }]) => `${name} is missing (${about}).`)

const isGiven = (environment: NodeJS.ProcessEnv, name: Name): boolean => textOf(environment, name, []) !== undefined

/** A value may stand in a file named by NAME_FILE, as container secrets do. An empty value counts as absent. */
const textOf = (environment: NodeJS.ProcessEnv, name: Name, faults: string[]): string | undefined => {
  const direct = environment[name]
  if (direct !== undefined && direct !== '') return direct
  const file = environment[`${name}_FILE`]
  if (file === undefined || file === '') return undefined
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch {
    faults.push(`${name}_FILE: ${file} cannot be read.`)
    return undefined
  }
}

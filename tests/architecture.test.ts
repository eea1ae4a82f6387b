import { expect, test } from '@jest/globals'
import { importsOf, sourceFiles, type Import } from './support/imports.ts'

/** Who may import whom, by room or by file; after the bar, whom for its types alone. A file's own line counts before its room's. */
const house = `
  main           -> service config log embedded/start-fault
  service        -> assemble ground door returns http/app workers/index embedded/demo usecases/first-admin | config log usecases/house
  assemble       -> store queue mail sources emails usecases domain clock | config log
  ground         -> embedded clock | assemble config
  door           -> embedded/start-fault
  returns        -> mail usecases embedded/start-fault | config
  cli            -> assemble ground config log usecases domain embedded/start-fault http/problems
  http           -> usecases pages i18n domain emails/lint | store embedded
  workers        -> usecases | queue
  usecases       -> domain i18n | store queue mail sources emails clock log
  pages          -> i18n domain/text domain/locale | domain
  store          -> domain | log
  queue          -> | log
  mail           -> | domain log
  sources        -> domain
  emails         -> i18n domain/text domain/locale | domain
  embedded/demo  -> embedded usecases
  embedded       -> domain i18n
  i18n           -> | domain
  domain         ->
  config         ->
  log            ->
  clock          ->
  prisma         -> store embedded
`

/** Libraries with a door of their own. */
const doors = `
  express helmet zod-openapi                                    -> http
  preact preact-render-to-string                                -> pages
  @prisma rate-limiter-flexible                                 -> store
  pg                                                            -> store queue embedded
  bullmq ioredis                                                -> queue
  nodemailer                                                    -> mail
  mjml                                                          -> emails
  undici sanitize-html                                          -> sources
  cheerio                                                       -> sources emails
  smtp-server                                                   -> embedded mail
  imapflow                                                      -> mail
  commander                                                     -> cli
  pino                                                          -> log
`

/** Words that only these files say. */
const words = {
  'process.env': ['config', 'prisma/prisma.config'],
  'new Date()': ['clock', 'prisma/draft-migration'],
  'Date.now(': ['clock'],
  'Temporal.Now': ['clock'],
}

const vagueName =
  /\b(?:const|let|function|class|interface|type) (?:\w*(?:[Mm]anager|[Hh]elper|[Uu]til)\w*|(?:handle|process)[A-Z]\w*|data|info)\b|\bclass \w+Service\b/g

const shipped = sourceFiles(['src', 'workers', 'emails', 'prisma'])
const imports = shipped.flatMap(importsOf)

interface Rule {
  readonly who: readonly string[]
  readonly whom: readonly string[]
  readonly types: readonly string[]
}

const rulesOf = (table: string): Rule[] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split(/->|\|/).map((cell) => cell.split(' ').filter(Boolean)))
    .map(([who = [], whom = [], types = []]) => ({ who, whom, types }))

const isIn = (name: string, places: readonly string[]): boolean =>
  places.some((place) => name === place || name.startsWith(`${place}/`))

const rooms = rulesOf(house)

const breachOf = ({ from, to, typesOnly }: Import): string[] => {
  const rule = rooms.find(({ who }) => who.includes(from)) ?? rooms.find(({ who }) => isIn(from, who))
  if (rule === undefined) return [`${from} is in no room that this test knows`]
  const { who, whom, types } = rule
  if (isIn(to, [...who, ...whom, ...(typesOnly ? types : [])])) return []
  const ofTypes = types.length > 0 ? `; types only: ${types.join(', ')}` : ''
  return [`${from} may not import ${to}: ${who.join()} imports ${whom.join(', ') || 'nothing'}${ofTypes}`]
}

test('every room imports only the rooms it may', () => {
  const ours = imports.filter(({ isLibrary }) => !isLibrary)
  expect(ours.length).toBeGreaterThan(shipped.length)
  expect(ours.flatMap(breachOf)).toEqual([])
})

test('every library comes in by its own door', () => {
  const breaches = rulesOf(doors).flatMap(({ who, whom }) =>
    imports
      .filter(({ from, to, isLibrary }) => isLibrary && isIn(to, who) && !isIn(from, [...whom, 'prisma']))
      .map(({ from, to }) => `${from} may not import ${to}: only ${whom.join(', ')} may`),
  )
  expect(breaches).toEqual([])
})

test('the environment is read and the clock is looked at in one place', () => {
  const breaches = Object.entries(words).flatMap(([word, sayers]) =>
    shipped
      .filter(({ name, text }) => text.includes(word) && !sayers.includes(name))
      .map(({ name }) => `${name} may not say ${word}: only ${sayers.join(', ')} may`),
  )
  expect(breaches).toEqual([])
})

test('rules reach nothing of the world', () => {
  const pure = new Set(['node:crypto', 'node:net', 'node:url'])
  const worldly = imports.filter(({ from, to, isLibrary }) => isIn(from, ['domain']) && isLibrary && !pure.has(to))
  expect(worldly.map(({ from, to }) => `${from} may not import ${to}: rules compute, others reach out`)).toEqual([])
})

test('names say what a thing is', () => {
  const vague = [...shipped, ...sourceFiles(['tests'])].flatMap(({ name, text }) =>
    [...text.matchAll(vagueName)].map(([found]) => `${name}: "${found}" says nothing`),
  )
  expect(vague).toEqual([])
})

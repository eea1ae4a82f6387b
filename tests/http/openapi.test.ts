import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openHouse, type TestHouse } from '../support/house.ts'
import { browser, knock, withKey } from './knock.ts'

interface Schema {
  readonly [name: string]: unknown
}
interface Operation {
  readonly summary?: string
  readonly security?: readonly Record<string, readonly string[]>[]
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly schema: Schema
  }[]
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> }
  readonly responses: Record<
    string,
    { readonly description: string; readonly content?: Record<string, { readonly schema: Schema }> }
  >
}
interface Document {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly servers: readonly { readonly url: string }[]
  readonly components: { readonly securitySchemes: Record<string, unknown> }
  readonly paths: Record<string, Record<string, Operation>>
}

let house: TestHouse
let document: Document
beforeAll(async () => {
  house = await openHouse()
  document = (await house.api('GET', '/api/openapi.json', undefined, { Authorization: '' })).body
})
afterAll(async () => house[Symbol.asyncDispose]())

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
const everyPart = (value: unknown, visit: (part: Record<string, unknown>) => void): void => {
  if (typeof value !== 'object' || value === null) return
  visit(value as Record<string, unknown>)
  for (const part of Object.values(value)) everyPart(part, visit)
}

test('the document is OpenAPI 3.1 in form, and needs no key', () => {
  expect(document).toMatchObject({
    openapi: expect.stringMatching(/^3\.1\.\d+$/),
    info: { title: expect.stringMatching(/\S/), version: expect.stringMatching(/\S/) },
    servers: [{ url: house.url }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  })
})

test('every $ref in it leads somewhere in it', () => {
  const refs: string[] = []
  everyPart(document, (part) => typeof part['$ref'] === 'string' && refs.push(part['$ref']))
  expect(refs.length).toBeGreaterThan(20)
  for (const ref of new Set(refs)) {
    expect(ref).toMatch(/^#\//)
    const found = ref
      .slice(2)
      .split('/')
      .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], document)
    expect([ref, typeof found]).toEqual([ref, 'object'])
  }
})

test('every operation says what it is, what it takes and how it answers', () => {
  for (const { path, method, operation } of operations()) {
    const where = `${method} ${path}`
    expect([where, operation.summary]).toEqual([where, expect.stringMatching(/\S/)])
    const statuses = Object.keys(operation.responses)
    expect([where, statuses.some((status) => /^2\d\d$/.test(status)), statuses.includes('default')]).toEqual([
      where,
      true,
      true,
    ])
    for (const [status, { description, content }] of Object.entries(operation.responses)) {
      expect([where, status, description]).toEqual([where, status, expect.stringMatching(/\S/)])
      if (status === 'default') expect(Object.keys(content ?? {})).toEqual(['application/problem+json'])
    }
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
    expect([where, declared.map(({ name }) => name)]).toEqual([where, inPath])
    for (const parameter of declared) expect(parameter.required).toBe(true)
    const takesBody = method === 'post' || method === 'patch'
    if (operation.requestBody) expect([where, takesBody]).toEqual([where, true])
    if (method === 'patch') expect([where, operation.requestBody]).toEqual([where, expect.anything()])
  }
})

test('each path serves the methods that the document lists for it, and no other', async () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    const answer = await knock(house, 'PROPFIND', path.replace('{id}', '1'), { headers: withKey })
    const listed = Object.keys(methods).flatMap((method) =>
      method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()],
    )
    expect([path, answer.status, answer.headers.allow?.split(', ').toSorted()]).toEqual([path, 405, listed.toSorted()])
  }
})

test('what the document calls required is required, and what it does not know is refused', async () => {
  for (const { path, method, operation } of operations()) {
    const schema = operation.requestBody?.content['application/json']?.schema
    if (schema === undefined) continue
    const known = schema['required'] as string[] | undefined
    const empty = await house.api(method.toUpperCase(), path.replace('{id}', '1'), {})
    const faults = ((empty.body?.errors ?? []) as { path: string }[]).map(({ path: at }) => at)
    for (const name of known ?? []) expect([path, faults]).toEqual([path, expect.arrayContaining([name])])
    const strange = await house.api(method.toUpperCase(), path.replace('{id}', '1'), { nobodyKnowsThis: 1 })
    expect([path, strange.status, schema['additionalProperties']]).toEqual([path, 400, false])
  }
})

test('people read the same in both languages', async () => {
  for (const lang of ['ar', 'en']) {
    const page = await knock(house, 'GET', '/api/docs', { headers: browser(lang) })
    expect([page.status, page.text.includes(`<html lang="${lang}"`)]).toEqual([200, true])
    for (const { path, method } of operations())
      expect(page.text).toContain(`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`)
  }
})

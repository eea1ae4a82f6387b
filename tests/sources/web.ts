import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { GuardedFetch, GuardedFetchOptions } from '../../src/sources/guarded-fetch.ts'
import { createGuardedFetch } from '../../src/sources/guarded-fetch.ts'
import { SourceFault } from '../../src/sources/source-fault.ts'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

/** A small web of one server on loopback that remembers what it was asked. */
export interface Web extends AsyncDisposable {
  readonly host: string
  readonly url: string
  readonly asked: { readonly path: string; readonly headers: IncomingMessage['headers'] }[]
}

export const openWeb = async (answer: Answer): Promise<Web> => {
  const asked: Web['asked'] = []
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers })
    void answer(request, response)
  })
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((closed) => void server.close(() => closed()))
  }
  return { host, url: `http://${host}/`, asked, [Symbol.asyncDispose]: close }
}

export type OpenedFetch = GuardedFetch & AsyncDisposable

export const openFetch = (options: Partial<GuardedFetchOptions> = {}): OpenedFetch => {
  const fetch = createGuardedFetch({ allow: ['127.0.0.1'], userAgent: 'Nashra test', ...options })
  return { ...fetch, [Symbol.asyncDispose]: () => fetch.close() }
}

/** The fault with which something failed; fails itself when there was none. */
export const faultOf = async (attempt: Promise<unknown>): Promise<SourceFault> => {
  const error: unknown = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof SourceFault) return error
  throw new Error(`expected a SourceFault, got ${String(error)}`)
}

const fixtures = new URL('../../../tests/sources/fixtures/', import.meta.url)

/** A fixture as the server at `host` would have written it. */
export const fixture = async (name: string, host: string): Promise<string> =>
  (await readFile(new URL(name, fixtures), 'utf8')).replaceAll('127.0.0.1:8081', host)

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

export const reply = (response: ServerResponse, { status = 200, headers = {}, body }: Reply): void => {
  response.writeHead(status, headers).end(body)
}

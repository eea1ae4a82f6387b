import { connect } from 'node:net'
import { request, type IncomingHttpHeaders } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { apiKey, type TestHouse } from '../support/house.ts'

/** An answer as it came over the wire: no redirect followed, nothing decoded. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface Knock {
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | Buffer
}

/** Asks with exactly these bytes in path, headers and body: unlike `fetch`, it repairs nothing and adds nothing. */
export const knock = async (
  house: Pick<TestHouse, 'url'>,
  method: string,
  path: string,
  { headers = {}, body }: Knock = {},
): Promise<Answer> => {
  const { hostname, port } = new URL(house.url)
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
  const asking = request({ hostname, port, method, path, agent: false, headers: { ...length, ...headers } })
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  asking.on('error', reject)
  asking.on('response', (response) => {
    buffer(response).then(
      (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: bytes.toString() }),
      reject,
    )
  })
  asking.end(body)
  return promise
}

/** Sends bytes that may be no HTTP at all, and reads until the server hangs up. */
export const mumble = async (house: Pick<TestHouse, 'url'>, bytes: string): Promise<string> => {
  const socket = connect(Number(new URL(house.url).port), '127.0.0.1')
  let heard = ''
  socket.setEncoding('latin1')
  socket.on('data', (text: string) => (heard += text))
  // A server that has heard enough may close with bytes of ours still unread, which resets the connection.
  socket.on('error', () => {})
  socket.write(bytes, 'latin1')
  await new Promise((resolve) => socket.once('close', resolve))
  return heard
}

export const json = { 'Content-Type': 'application/json' }
export const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
export const withKey = { Authorization: `Bearer ${apiKey}` }
/** What a browser asks for. */
export const browser = (lang: string) => ({
  Accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'Accept-Language': lang,
})

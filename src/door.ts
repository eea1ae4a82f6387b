import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { StartFault } from './embedded/start-fault.ts'

/** A port that is ours. Until it is opened, whoever knocks is asked to come again. */
export interface Door extends AsyncDisposable {
  readonly port: number
  open(app: RequestListener): void
  /** Lets nobody in any more and waits for those inside, ten seconds at most. May be called twice. */
  close(): Promise<void>
}

const patience = 10_000

const comeAgain: RequestListener = (_request, response) => {
  response.writeHead(503, { 'Retry-After': '1' }).end('Starting…\n')
}

/** Takes a port. @throws StartFault in one sentence when it is busy or forbidden */
export const listen = async ({ host, port }: { host: string; port: number }): Promise<Door> => {
  let app = comeAgain
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) =>
    app(request, response),
  )
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new StartFault(sentenceFor(error, host, port), { cause: error })
  }
  let closed: Promise<void> | null = null
  const close = (): Promise<void> => {
    closed ??= new Promise((resolve) => {
      server.close(() => resolve())
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), patience).unref()
    })
    return closed
  }
  return {
    port: (server.address() as AddressInfo).port,
    open: (listener) => {
      app = listener
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

const sentenceFor = (error: unknown, host: string, port: number): string => {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use: stop what uses it, or set PORT to another one, such as PORT=${port + 1}.`
  if (code === 'EACCES') return `This account may not listen on port ${port}: set PORT to one above 1023.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `This machine has no address ${host}: set HOST to one of its own, or to 0.0.0.0 for all.`
  return `Nashra cannot listen on ${host}:${port} (${String(code)}): set HOST and PORT to an address of this machine.`
}

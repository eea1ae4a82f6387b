import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { Browser } from 'playwright-core'
import { assets } from '../../src/pages/assets.ts'
import { openBrowser } from '../support/browser.ts'

/** As strict as what the service sends. */
const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'"

/** Pages on a real socket, as a browser gets them, and what the browser sent back. */
export interface ShownPages extends AsyncDisposable {
  readonly browser: Browser
  readonly url: (path: string) => string
  /** Bodies of the forms that were posted, in order. */
  readonly posted: string[]
}

const answerFor = (path: string, pages: Readonly<Record<string, string>>): { type: string; body: string } => {
  const asset = assets.find((each) => each.path === path)
  if (asset) return asset
  const body = pages[path]
  if (body !== undefined) return { type: body.startsWith('{') ? 'application/json' : 'text/html; charset=utf-8', body }
  return {
    type: 'text/html; charset=utf-8',
    body: '<!doctype html><html lang="en"><title>.</title><h1>Somewhere else</h1>',
  }
}

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

/** Opens a browser and a server for pages by path; JSON where the text begins with a brace. */
export const showPages = async (pages: Readonly<Record<string, string>>): Promise<ShownPages> => {
  const posted: string[] = []
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      posted.push(Buffer.concat(chunks).toString())
    }
    const { type, body } = answerFor(new URL(request.url ?? '/', 'http://localhost').pathname, pages)
    response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(body)
  })
  const port = await listening(server)
  const browser = await openBrowser()
  return {
    browser,
    url: (path) => `http://127.0.0.1:${port}${path}`,
    posted,
    async [Symbol.asyncDispose]() {
      await browser.close()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

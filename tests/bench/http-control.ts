import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import express from 'express'
import { Pool } from 'pg'
import { answer, orderOf } from './child.ts'

/** The least that a server could do: Express that does nothing, and bare `node:http` with one statement behind it. */
const pool = new Pool({ connectionString: orderOf<string>(), max: 16 })
await pool.query(
  `create table if not exists bench_reader (id bigint generated always as identity primary key, address text not null unique,
     state text not null default 'pending')`,
)

const app = express()
app.disable('x-powered-by')
app.use(express.json(), (_request, response) => void response.status(202).json({ status: 'accepted' }))

/** Each statement is given the last part of the path, or the body. */
const statements: Readonly<Record<string, string>> = {
  POST: `insert into bench_reader (address) values ($1) on conflict (address) do update set state = 'pending'`,
  PUT: `update bench_reader set state = 'unsubscribed' where id = $1::bigint % 1000`,
  GET: `select count(*) from subscriber where $1 <> ''`,
}

const bare = createServer((request, response) => {
  const work = async (): Promise<void> => {
    const body = await text(request)
    const value = body === '' ? (request.url ?? '') : body
    const { rows } = await pool.query({
      name: request.method ?? '',
      text: statements[request.method ?? ''] ?? '',
      values: [value],
    })
    response.end(JSON.stringify(rows))
  }
  work().catch((error: unknown) => response.writeHead(500).end(String(error)))
})

const opened = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
const ports = { express: await opened(createServer(app)), bare: await opened(bare) }

const answers = { ready: () => {}, ports: () => ports }
export type HttpControlAnswers = typeof answers

answer(answers, () => pool.end())

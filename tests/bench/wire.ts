import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../support/free-port.ts'

/** The limit of the wire: Postfix's `smtp-source` sends to its `smtp-sink` what costs nothing to compose. */
export interface Wire extends AsyncDisposable {
  /** Messages per second. */
  rate(plan: { count: number; bytes: number; connections: number }): Promise<number>
}

/** Opens the sink; null where Postfix's test programs are not installed. */
export const openWire = async (): Promise<Wire | null> => {
  if (['smtp-source', 'smtp-sink'].some((program) => spawnSync(program, ['-?']).error)) return null
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  // It does not run as root, and only root may say as whom it runs.
  const account = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const sink = spawn('smtp-sink', [...account, address, '100'], { stdio: 'ignore' })
  const gone = once(sink, 'exit')
  while (!(await answers(port))) await pause(20)
  return {
    async rate({ count, bytes, connections }) {
      const options = { s: connections, m: count, l: bytes, f: 'news@example.org', t: 'reader@example.org' }
      const flags = Object.entries(options).flatMap(([flag, value]) => [`-${flag}`, String(value)])
      const began = performance.now()
      const source = spawn('smtp-source', ['-d', ...flags, address], { stdio: 'ignore' })
      const [code] = await once(source, 'exit')
      if (code !== 0) throw new Error(`smtp-source ended with ${code}.`)
      return (count * 1000) / (performance.now() - began)
    },
    async [Symbol.asyncDispose]() {
      sink.kill()
      await gone
    },
  }
}

const answers = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { SourceFault } from './source-fault.ts'

export interface BodyLimits {
  readonly url: string
  readonly status: number
  /** The Content-Encoding header, if any. */
  readonly encoding: string | undefined
  /** Octets after decompression. */
  readonly maxBytes: number
  readonly signal: AbortSignal
}

/** Ordinary text never packs a hundredfold; below the floor a ratio says nothing. */
const maxRatio = 100
const ratioFloor = 256 * 1024

const decoders: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['br', () => createBrotliDecompress()],
  ['deflate', () => createInflate()],
])

/** These have no body to unpack, whatever their headers say (RFC 9110, 6.4.1). */
const bodyless = new Set([204, 304])

const decoderFor = ({ encoding, status, url }: BodyLimits): Transform | null => {
  const name = encoding?.trim().toLowerCase() || 'identity'
  if (name === 'identity' || bodyless.has(status)) return null
  const create = decoders.get(name)
  if (!create) throw new SourceFault('malformed', { url })
  return create()
}

/**
 * Reads a response body whole. A body that grows past `maxBytes`, or a hundred times larger than what came over the
 * wire, is a `too_large` fault as soon as it is noticed.
 */
export const readBody = async (body: Readable, limits: BodyLimits): Promise<Buffer> => {
  const { url, maxBytes, signal } = limits
  const decoder = decoderFor(limits)
  const chunks: Buffer[] = []
  let wireBytes = 0
  let bytes = 0
  const count = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      wireBytes += chunk.length
      yield chunk
    }
  }
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      bytes += chunk.length
      const bomb = decoder !== null && bytes > ratioFloor && bytes > wireBytes * maxRatio
      if (bytes > maxBytes || bomb) throw new SourceFault('too_large', { url })
      chunks.push(chunk)
    }
  }
  if (decoder) await pipeline(body, count, decoder, collect, { signal })
  else await pipeline(body, collect, { signal })
  return Buffer.concat(chunks, bytes)
}

import type { ByteWriter } from './byte-writer.ts'
import type { EncodePart } from './encoded-part.ts'

const lineBytes = 57

const lines = (bytes: Buffer): string => {
  let text = ''
  for (let at = 0; at < bytes.length; at += lineBytes)
    text += `${bytes.toString('base64', at, Math.min(at + lineBytes, bytes.length))}\r\n`
  return text
}

/** A constant whose first bytes complete the group of three before it; those `kept` begin the group after it. */
interface Phase {
  readonly lent: Buffer
  readonly encoded: Buffer
  readonly kept: Buffer
}

const phaseOf = (bytes: Buffer, lent: number): Phase => {
  const end = lent + Math.floor(Math.max(bytes.length - lent, 0) / 3) * 3
  return {
    lent: bytes.subarray(0, lent),
    encoded: Buffer.from(lines(bytes.subarray(lent, end)), 'latin1'),
    kept: bytes.subarray(end),
  }
}

/** The three ways to encode a constant, by how many of its bytes the group before it takes. */
const phasesOf = (text: string): [Phase, Phase, Phase] => {
  const bytes = Buffer.from(text)
  return [phaseOf(bytes, 0), phaseOf(bytes, 1), phaseOf(bytes, 2)]
}

/** The bytes around a slot that are not encoded yet. One buffer serves all messages, because a message is written in one go. */
class OpenBytes {
  #bytes = Buffer.alloc(1024)
  length = 0

  add(bytes: Buffer): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  addText(text: string): void {
    this.#reserve(3 * text.length)
    this.length += this.#bytes.write(text, this.length)
  }

  /** How many bytes the last group of three lacks. */
  get missing(): 0 | 1 | 2 {
    return ((3 - (this.length % 3)) % 3) as 0 | 1 | 2
  }

  flush(out: ByteWriter): void {
    for (let at = 0; at < this.length; at += lineBytes)
      out.latin1(`${this.#bytes.toString('base64', at, Math.min(at + lineBytes, this.length))}\r\n`)
    this.length = 0
  }

  #reserve(more: number): void {
    if (this.length + more <= this.#bytes.length) return
    this.#bytes = Buffer.concat([this.#bytes.subarray(0, this.length)], 2 * (this.length + more))
  }
}

/**
 * Encodes a part as base64. A slot shifts everything behind it by its length modulo three, so every constant is encoded
 * three times over, and a reader's message takes the one that fits: what is decoded is the text to the byte.
 */
export const base64Part: EncodePart = ({ constants, slots }) => {
  const choices = constants.map(phasesOf)
  const open = new OpenBytes()
  return {
    encoding: 'base64',
    size: choices.reduce((sum, [first]) => sum + first.encoded.length, 0),
    start: choices[0]?.[0].encoded ?? Buffer.alloc(0),
    write: (out, valueOf) => {
      open.length = 0
      for (const [index, phases] of choices.entries()) {
        const phase = phases[open.missing]
        open.add(phase.lent)
        // A constant too short to complete the group leaves it open.
        if (open.missing === 0) {
          open.flush(out)
          out.copy(phase.encoded)
          open.add(phase.kept)
        }
        const slot = slots[index]
        if (slot !== undefined) open.addText(valueOf(slot))
      }
      open.flush(out)
    },
  }
}

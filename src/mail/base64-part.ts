import type { EncodePart } from './encoded-part.ts'

const lineBytes = 57
const none = Buffer.alloc(0)

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

const missing = (open: Buffer): 0 | 1 | 2 => ((3 - (open.length % 3)) % 3) as 0 | 1 | 2

/**
 * Encodes a part as base64. A slot shifts everything behind it by its length modulo three, so every constant is encoded
 * three times over, and a reader's message takes the one that fits: what is decoded is the text to the byte.
 */
export const base64Part: EncodePart = ({ constants, slots }) => {
  const choices = constants.map(phasesOf)
  return {
    encoding: 'base64',
    size: choices.reduce((sum, [first]) => sum + first.encoded.length, 0),
    write: (out, valueOf) => {
      let open: Buffer = none
      for (const [index, phases] of choices.entries()) {
        const phase = phases[missing(open)]
        open = Buffer.concat([open, phase.lent])
        // A constant too short to complete the group leaves it open.
        if (open.length % 3 === 0) {
          out.push(Buffer.from(lines(open), 'latin1'), phase.encoded)
          open = phase.kept
        }
        const slot = slots[index]
        if (slot !== undefined) open = Buffer.concat([open, Buffer.from(valueOf(slot))])
      }
      out.push(Buffer.from(lines(open), 'latin1'))
    },
  }
}

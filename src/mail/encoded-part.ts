import type { ByteWriter } from './byte-writer.ts'
import type { Cut } from './slots.ts'

/**
 * A body part of a message, encoded once; what differs from reader to reader is put in between. Its bytes are their own
 * relaxed canonical form (RFC 6376, 3.4.4): no line ends in white space, none holds two spaces in a row or a tab.
 */
export interface EncodedPart<Slot extends string> {
  readonly encoding: 'base64' | 'quoted-printable'
  /** Bytes without the slots. */
  readonly size: number
  /** What stands before the first slot, in every reader's message. */
  readonly start: Buffer
  /** Appends the part, without a line break at its end, to `out`. Values are single lines. */
  readonly write: (out: ByteWriter, valueOf: (slot: Slot) => string) => void
}

export type EncodePart = <Slot extends string>(cut: Cut<Slot>) => EncodedPart<Slot>

/** Line ends as mail has them. */
export const crlf = (text: string): string => text.replaceAll(/\r\n|\r|\n/g, '\r\n')

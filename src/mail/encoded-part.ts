import type { Cut } from './slots.ts'

/** A body part of a message, encoded once; what differs from reader to reader is put in between. */
export interface EncodedPart<Slot extends string> {
  readonly encoding: 'base64' | 'quoted-printable'
  /** Bytes without the slots. */
  readonly size: number
  /** Appends the part, without a line break at its end, to `out`. Values are single lines. */
  readonly write: (out: Buffer[], valueOf: (slot: Slot) => string) => void
}

export type EncodePart = <Slot extends string>(cut: Cut<Slot>) => EncodedPart<Slot>

/** Line ends as mail has them. */
export const crlf = (text: string): string => text.replaceAll(/\r\n|\r|\n/g, '\r\n')

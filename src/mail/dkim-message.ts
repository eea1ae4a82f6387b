import { isSigned, relaxed } from './dkim-headers.ts'
import type { Signer } from './dkim-signer.ts'
import { draft, fill, type Draft, type MessageTemplate, type ReaderValues } from './message-template.ts'

/** The body was hashed up to its first slot when it was compiled; only the rest is new. */
const bodyHashOf = <Slot extends string>({ bodyStart }: MessageTemplate<Slot>, { bytes, bodyAt }: Draft): string =>
  bodyStart.hash
    .copy()
    .update(bytes.subarray(bodyAt + bodyStart.length))
    .digest('base64')

/** One reader's message, signed where there is a signer; else as `fill` gives it. Rejects as `fill` throws. */
export const fillSigned = async <Slot extends string>(
  template: MessageTemplate<Slot>,
  values: ReaderValues<Slot>,
  signer: Signer | null,
): Promise<Buffer> => {
  if (signer === null) return fill(template, values)
  const signatures = signer.begin(template.signed, values.date)
  const room = signatures.reduce((sum, { length }) => sum + length, 0)
  const message = draft(template, values, room)
  const covered = template.signed.constant + message.readerHeaders.filter(isSignedHeader).map(relaxed).join('')
  const bodyHash = bodyHashOf(template, message)
  const headers = await Promise.all(signatures.map((signature) => signature.complete(covered, bodyHash)))
  const text = headers.join('')
  if (text.length !== room) throw new Error('a signature is longer or shorter than its key said')
  message.bytes.write(text, 'latin1')
  return message.bytes
}

const isSignedHeader = (header: string): boolean => isSigned(header.slice(0, header.indexOf(':')))

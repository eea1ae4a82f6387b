import { addressParser, decodeWords } from 'postal-mime'

/** What the inbox lists of a message. */
export interface InboxMessage {
  /** Opaque. */
  readonly id: string
  /** The addresses it was handed over for, whatever its To says; several with commas. */
  readonly to: string
  /** Its From as a reader sees it, such as "نشرة <hello@example.org>". */
  readonly from: string
  readonly subject: string
  /** When it arrived, ISO 8601. */
  readonly date: string
}

export interface Envelope {
  readonly from: string
  readonly to: readonly string[]
}

const header = 'X-Nashra-Inbox: '
const longestHead = 64 * 1024

/** Reads what is listed of a message from its bytes and its SMTP envelope. */
export const summarise = (id: string, bytes: Buffer, envelope: Envelope, arrival: Date): InboxMessage => {
  const head = headOf(bytes)
  return {
    id,
    to: envelope.to.join(', '),
    from: senderIn(head) ?? envelope.from,
    subject: decodeWords(fieldIn(head, 'subject') ?? ''),
    date: arrival.toISOString(),
  }
}

/** A header line in ASCII that carries a summary at the top of a stored message. */
export const writeSummary = ({ to, from, subject, date }: InboxMessage): string => {
  const json = JSON.stringify({ to, from, subject, date })
  const ascii = json.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `${header}${ascii}\r\n`
}

/** Reads back what `writeSummary` wrote; null for any other line. */
export const readSummary = (id: string, line: string): InboxMessage | null => {
  if (!line.startsWith(header)) return null
  try {
    return { id, ...JSON.parse(line.slice(header.length)) }
  } catch {
    return null
  }
}

const headOf = (bytes: Buffer): string => {
  const end = bytes.subarray(0, longestHead).indexOf('\r\n\r\n')
  const head = bytes.subarray(0, end < 0 ? longestHead : end).toString('utf8')
  return head.replaceAll(/\r\n(?=[ \t])/g, '')
}

const fieldIn = (head: string, name: string): string | null =>
  new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? null

const senderIn = (head: string): string | null => {
  const [sender] = addressParser(fieldIn(head, 'from') ?? '', { flatten: true })
  if (!sender?.address) return null
  return sender.name ? `${sender.name} <${sender.address}>` : sender.address
}

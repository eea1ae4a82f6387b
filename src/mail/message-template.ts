import { createHash, type Hash } from 'node:crypto'
import { ByteWriter } from './byte-writer.ts'
import { signedHeaders, type SignedHeaders } from './dkim-headers.ts'
import { crlf, type EncodedPart } from './encoded-part.ts'
import { encodeHeader, formatDate, type Header } from './headers.ts'
import { assertOneLine, type Mailbox } from './mailbox.ts'
import { encodingFor } from './part-encoding.ts'
import { assertMarks, cutAtMarks, joinCut, type Cut, type Marks } from './slots.ts'

/** What a rendition is compiled from. Marks may stand in headers, subject, HTML and text. */
export interface TemplateSource<Slot extends string> {
  /** Everything that is the same for all readers, From among it; not To, Subject, Date, Message-ID and the MIME headers. */
  readonly headers: readonly Header[]
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly slots: Marks<Slot>
}

/** What one reader's message differs in. Values are single lines of plain text; HTML gets them escaped. */
export interface ReaderValues<Slot extends string> {
  readonly to: Mailbox
  readonly date: Date
  readonly messageId: string
  readonly slots: Readonly<Record<Slot, string>>
  /** Headers for the relay alone, which no signature covers. */
  readonly headers?: readonly Header[]
}

/** A rendition compiled into constant bytes and slots. */
export interface MessageTemplate<Slot extends string> {
  readonly names: ReadonlySet<string>
  readonly constantHeaders: Buffer
  readonly readerHeaders: readonly (readonly [name: string, value: Cut<Slot>])[]
  readonly signed: SignedHeaders
  readonly slots: readonly Slot[]
  readonly opening: Buffer
  readonly text: EncodedPart<Slot>
  readonly between: Buffer
  readonly html: EncodedPart<Slot>
  readonly closing: Buffer
  /** SHA-256 of the body's first `length` bytes, which are the same for every reader. */
  readonly bodyStart: { readonly hash: Hash; readonly length: number }
  /** About how long a message is. */
  readonly size: number
}

/** A message with room in front for what is known only once it stands. */
export interface Draft {
  readonly bytes: Buffer
  /** Where the body begins. */
  readonly bodyAt: number
  /** The headers that are this reader's and may be signed, encoded. */
  readonly readerHeaders: readonly string[]
}

const ours = ['date', 'message-id', 'to', 'subject', 'mime-version', 'content-type', 'content-transfer-encoding']

const namesOf = (headers: readonly Header[]): Set<string> => {
  const names = new Set(ours)
  for (const [name] of headers) {
    if (names.has(name.toLowerCase())) throw new TypeError(`${name} would stand twice`)
    names.add(name.toLowerCase())
  }
  if (!names.has('from')) throw new TypeError('a message needs From')
  return names
}

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const partHead = (boundary: string, type: string, encoding: string): string =>
  `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`

const isPlain = (cut: Cut<string>): boolean => cut.slots.length === 0

const cutHeader = <Slot extends string>([, value]: Header, marks: Marks<Slot>): Cut<Slot> =>
  typeof value === 'string' ? cutAtMarks(value, marks) : { constants: [], slots: [] }

/**
 * Compiles a rendition: once per rendition, about a millisecond, so that a reader's message is filled bytes. Throws a
 * TypeError on a slot whose mark stands nowhere, and on headers that may not be written (see `encodeHeader`).
 */
export const compileTemplate = <Slot extends string>(source: TemplateSource<Slot>): MessageTemplate<Slot> => {
  const { headers, slots: marks } = source
  assertMarks(marks)
  const names = namesOf(headers)
  const everyHeader: readonly Header[] = [...headers, ['Subject', source.subject]]
  const withCuts = everyHeader.map((header) => ({ header, cut: cutHeader(header, marks) }))
  const [text, html] = [cutAtMarks(crlf(source.text), marks), cutAtMarks(crlf(source.html), marks)]
  const slots = Object.keys(marks) as Slot[]
  const used = new Set([text, html, ...withCuts.map(({ cut }) => cut)].flatMap((cut) => cut.slots))
  const unused = slots.find((slot) => !used.has(slot))
  if (unused !== undefined) throw new TypeError(`the mark of ${unused} stands nowhere`)
  const constant = withCuts.filter(({ cut }) => isPlain(cut)).map(({ header }) => encodeHeader(header))
  const readerHeaders = withCuts
    .filter(({ cut }) => !isPlain(cut))
    .map(({ header, cut }): [string, Cut<Slot>] => [header[0], cut])
  return { names, slots, readerHeaders, ...compileBytes(source, { constant, readerHeaders, text, html }) }
}

interface Pieces<Slot extends string> {
  readonly constant: readonly string[]
  readonly readerHeaders: readonly (readonly [name: string, value: Cut<Slot>])[]
  readonly text: Cut<Slot>
  readonly html: Cut<Slot>
}

const compileBytes = <Slot extends string>(
  source: TemplateSource<Slot>,
  pieces: Pieces<Slot>,
): Omit<MessageTemplate<Slot>, 'names' | 'slots' | 'readerHeaders'> => {
  const digest = createHash('sha256').update(`${source.subject}\0${source.text}\0${source.html}`).digest('hex')
  // "=_" occurs in neither encoding, so that no content can hold the boundary.
  const boundary = `=_${digest.slice(0, 32)}`
  const constant = [
    ...pieces.constant,
    'MIME-Version: 1.0\r\n',
    `Content-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n`,
  ]
  const encode = encodingFor(source.text)
  const [text, html] = [encode(pieces.text), encode(pieces.html)]
  const opening = Buffer.from(partHead(boundary, 'text/plain', text.encoding))
  const constantHeaders = Buffer.from(`${constant.join('')}\r\n`)
  return {
    constantHeaders,
    signed: signedHeaders(constant, [...everyReaders, ...pieces.readerHeaders.map(([name]) => name)]),
    opening,
    text,
    between: Buffer.from(`\r\n${partHead(boundary, 'text/html', html.encoding)}`),
    html,
    closing: Buffer.from(`\r\n--${boundary}--\r\n`),
    bodyStart: {
      hash: createHash('sha256').update(opening).update(text.start),
      length: opening.length + text.start.length,
    },
    size: constantHeaders.length + text.size + html.size + roomForReader,
  }
}

/** Bytes of a reader's headers, links and signatures, as a rule; a message that needs more takes it. */
const roomForReader = 6000

const everyReaders = ['Date', 'Message-ID', 'To']

const readerHeadersOf = <Slot extends string>(
  { readerHeaders }: MessageTemplate<Slot>,
  { to, date, messageId, slots }: ReaderValues<Slot>,
): string[] => [
  encodeHeader(['Date', formatDate(date)]),
  encodeHeader(['Message-ID', messageId]),
  encodeHeader(['To', to]),
  ...readerHeaders.map(([name, cut]) => encodeHeader([name, joinCut(cut, (slot) => slots[slot])])),
]

const relayHeadersOf = ({ names }: MessageTemplate<string>, headers: readonly Header[]): string => {
  const twice = headers.find(([name]) => names.has(name.toLowerCase()))
  if (twice !== undefined) throw new TypeError(`${twice[0]} would stand twice`)
  return headers.map(encodeHeader).join('')
}

/** One reader's message behind `room` bytes that are still to be written: whole headers, if any. */
export const draft = <Slot extends string>(
  template: MessageTemplate<Slot>,
  values: ReaderValues<Slot>,
  room: number,
): Draft => {
  for (const slot of template.slots) assertOneLine(values.slots[slot], slot)
  const readerHeaders = readerHeadersOf(template, values)
  const out = new ByteWriter(template.size)
  out.skip(room)
  if (values.headers !== undefined) out.utf8(relayHeadersOf(template, values.headers))
  for (const header of readerHeaders) out.utf8(header)
  out.copy(template.constantHeaders)
  const bodyAt = out.length
  out.copy(template.opening)
  template.text.write(out, (slot) => values.slots[slot])
  out.copy(template.between)
  template.html.write(out, (slot) => escapeHtml(values.slots[slot]))
  out.copy(template.closing)
  return { bytes: out.result(), bodyAt, readerHeaders }
}

/**
 * One reader's message, whole, ended by CRLF. Its lines end in CRLF and none begins with a dot, so these bytes are at
 * once the message (to sign, to keep) and what goes over the wire: there is nothing to stuff (RFC 5321, 4.5.2), only
 * the line of the dot to add.
 */
export const fill = <Slot extends string>(template: MessageTemplate<Slot>, values: ReaderValues<Slot>): Buffer =>
  draft(template, values, 0).bytes

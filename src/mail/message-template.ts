import { createHash } from 'node:crypto'
import { base64Part } from './base64-part.ts'
import { crlf, type EncodedPart } from './encoded-part.ts'
import { encodeHeader, encodeHeaders, formatDate, type Header } from './headers.ts'
import { assertOneLine, type Mailbox } from './mailbox.ts'
import { quotedPrintablePart } from './quoted-printable.ts'
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
  readonly headers?: readonly Header[]
}

/** A rendition compiled into constant bytes and slots. */
export interface MessageTemplate<Slot extends string> {
  readonly names: ReadonlySet<string>
  readonly constantHeaders: Buffer
  readonly readerHeaders: readonly (readonly [name: string, value: Cut<Slot>])[]
  readonly slots: readonly Slot[]
  readonly opening: Buffer
  readonly text: EncodedPart<Slot>
  readonly between: Buffer
  readonly html: EncodedPart<Slot>
  readonly closing: Buffer
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

const smaller = <Slot extends string>(cut: Cut<Slot>): EncodedPart<Slot> => {
  const [packed, readable] = [base64Part(cut), quotedPrintablePart(cut)]
  return packed.size < readable.size ? packed : readable
}

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
  return {
    names,
    slots,
    constantHeaders: encodeHeaders(withCuts.filter(({ cut }) => isPlain(cut)).map(({ header }) => header)),
    readerHeaders: withCuts.filter(({ cut }) => !isPlain(cut)).map(({ header, cut }) => [header[0], cut]),
    ...compileBody(source, smaller(text), smaller(html)),
  }
}

const compileBody = <Slot extends string>(
  source: TemplateSource<Slot>,
  text: EncodedPart<Slot>,
  html: EncodedPart<Slot>,
): Pick<MessageTemplate<Slot>, 'opening' | 'text' | 'between' | 'html' | 'closing'> => {
  const hash = createHash('sha256').update(`${source.subject}\0${source.text}\0${source.html}`).digest('hex')
  // "=_" occurs in neither encoding, so that no content can hold the boundary.
  const boundary = `=_${hash.slice(0, 32)}`
  const opening =
    `MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n\r\n` +
    partHead(boundary, 'text/plain', text.encoding)
  return {
    opening: Buffer.from(opening),
    text,
    between: Buffer.from(`\r\n${partHead(boundary, 'text/html', html.encoding)}`),
    html,
    closing: Buffer.from(`\r\n--${boundary}--\r\n`),
  }
}

const headersFor = <Slot extends string>(template: MessageTemplate<Slot>, values: ReaderValues<Slot>): string => {
  const { to, date, messageId, headers = [] } = values
  const twice = headers.find(([name]) => template.names.has(name.toLowerCase()))
  if (twice !== undefined) throw new TypeError(`${twice[0]} would stand twice`)
  const all: readonly Header[] = [
    ['Date', formatDate(date)],
    ['Message-ID', messageId],
    ['To', to],
    ...template.readerHeaders.map(([name, cut]): Header => [name, joinCut(cut, (slot) => values.slots[slot])]),
    ...headers,
  ]
  return all.map(encodeHeader).join('')
}

/**
 * One reader's message, whole, ended by CRLF. Its lines end in CRLF and none begins with a dot, so these bytes are at
 * once the message (to sign, to keep) and what goes over the wire: there is nothing to stuff (RFC 5321, 4.5.2), only
 * the line of the dot to add.
 */
export const fill = <Slot extends string>(template: MessageTemplate<Slot>, values: ReaderValues<Slot>): Buffer => {
  for (const slot of template.slots) assertOneLine(values.slots[slot], slot)
  const out: Buffer[] = [Buffer.from(headersFor(template, values)), template.constantHeaders, template.opening]
  template.text.write(out, (slot) => values.slots[slot])
  out.push(template.between)
  template.html.write(out, (slot) => escapeHtml(values.slots[slot]))
  out.push(template.closing)
  return Buffer.concat(out)
}

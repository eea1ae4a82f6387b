/** A mail that somebody altered on its way. */
export interface Forgery {
  readonly what: string
  readonly raw: Buffer
}

/** Headers of which a second one on top would be what mail programs show, or what a provider obeys. */
const obeyed = [
  'From',
  'To',
  'Cc',
  'Reply-To',
  'Subject',
  'Date',
  'Content-Type',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
]

const signed = [
  'From',
  'To',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'List-Id',
].concat(['List-Unsubscribe', 'List-Unsubscribe-Post', 'List-Help', 'Feedback-ID', 'Precedence', 'Auto-Submitted'])

const headerAt = (head: string, name: string): { start: number; end: number } | null => {
  const match = new RegExp(`^${name}: .*(?:\\r\\n[ \\t].*)*\\r\\n`, 'im').exec(head)
  return match && { start: match.index, end: match.index + match[0].length }
}

const forged = (what: string, text: string): Forgery => ({ what, raw: Buffer.from(text, 'latin1') })

/** Every way of altering what a signature should cover: each header's value, each header, a second one on top, the body. */
export const forgeries = (raw: Buffer): Forgery[] => {
  const text = raw.toString('latin1')
  const bodyAt = text.indexOf('\r\n\r\n') + 4
  const head = text.slice(0, bodyAt - 2)
  const present = signed.flatMap((name) => {
    const at = headerAt(head, name)
    return at === null ? [] : [{ name, ...at }]
  })
  return [
    ...present.map(({ name, end }) => forged(`${name} altered`, `${text.slice(0, end - 2)}x${text.slice(end - 2)}`)),
    ...present.map(({ name, start, end }) => forged(`${name} removed`, text.slice(0, start) + text.slice(end))),
    ...obeyed.map((name) => forged(`a second ${name} on top`, `${name}: x@example.net\r\n${text}`)),
    ...obeyed.map((name) =>
      forged(`a second ${name} below`, `${head}${name}: x@example.net\r\n${text.slice(bodyAt - 2)}`),
    ),
    forged('a letter of the body altered', `${text.slice(0, -40)}X${text.slice(-39)}`),
    forged('a line added to the body', `${text}one more\r\n`),
    forged('a line taken from the body', text.slice(0, text.lastIndexOf('\r\n', text.length - 3) + 2)),
  ]
}

/** What relays may do without harm: white space within header lines, folding, and empty lines at the end. */
export const harmless = (raw: Buffer): Forgery[] => {
  const text = raw.toString('latin1')
  return [
    forged('empty lines at the end', `${text}\r\n\r\n`),
    forged('a header of the relay on top', `Received: from a by b; Thu, 15 Jan 2026 08:00:00 +0000\r\n${text}`),
    forged('the subject folded anew', text.replace(/^Subject: /m, 'Subject:\r\n  ')),
    forged(
      'names in capitals',
      text.replace(/^(?:From|To|Date)(?=: )/gim, (name) => name.toUpperCase()),
    ),
  ]
}

import { spawnSync } from 'node:child_process'
import PostalMime from 'postal-mime'

/** What a decoder makes of a message. */
export interface Decoded {
  readonly subject: string
  readonly fromName: string
  readonly toName: string
  readonly toAddress: string
  readonly text: string
  readonly html: string
}

const lf = (text: string | undefined): string => (text ?? '').replaceAll('\r\n', '\n')

/** Ends every text part with a line break of its own, so white space at the end of its texts says nothing. */
export const byPostalMime = async (message: Buffer): Promise<Decoded> => {
  const mail = await PostalMime.parse(message)
  const [to] = mail.to ?? []
  return {
    subject: mail.subject ?? '',
    fromName: mail.from?.name ?? '',
    toName: to?.name ?? '',
    toAddress: to?.address ?? '',
    text: lf(mail.text).trimEnd(),
    html: lf(mail.html).trimEnd(),
  }
}

const script = `
import sys, json, email, email.header, email.utils
raw = sys.stdin.buffer.read()
m = email.message_from_bytes(raw)
def words(v): return str(email.header.make_header(email.header.decode_header(v.replace('\\r', '').replace('\\n', ''))))
def part(t):
    for p in m.walk():
        if p.get_content_type() == t: return p.get_payload(decode=True).decode('utf-8').replace('\\r\\n', '\\n')
def name(h): return words(email.utils.parseaddr(m[h])[0])
print(json.dumps(dict(subject=words(m['Subject']), fromName=name('From'), toName=name('To'),
  toAddress=email.utils.parseaddr(m['To'])[1], text=part('text/plain'), html=part('text/html'),
  defects=[str(d) for p in m.walk() for d in p.defects], names=m.keys(), types=[p.get_content_type() for p in m.walk()])))
`

export interface PythonDecoded extends Decoded {
  readonly defects: string[]
  readonly names: string[]
  readonly types: string[]
}

export const hasPython = spawnSync('python3', ['-c', 'import email']).status === 0
if (!hasPython) console.log('python3 is not here: its decoder is not asked')

export const byPython = (message: Buffer): PythonDecoded => {
  const { stdout, stderr } = spawnSync('python3', ['-c', script], { input: message, maxBuffer: 1 << 26 })
  if (stdout.length === 0) throw new Error(stderr.toString())
  return JSON.parse(stdout.toString()) as PythonDecoded
}

/** The faults of a message's bytes by RFC 5322 and by our own rule that no line begins with a dot. */
export const faultsOf = (message: Buffer): string[] => {
  const text = message.toString('latin1')
  const faults: string[] = []
  if (!text.endsWith('\r\n')) faults.push('does not end in CRLF')
  if (/\0/.test(text)) faults.push('NUL')
  if (/\r(?!\n)|(?<!\r)\n/.test(text)) faults.push('bare CR or LF')
  const [head = '', ...rest] = text.split('\r\n\r\n')
  for (const line of text.split('\r\n')) {
    if (line.length > 998) faults.push(`line of ${line.length}`)
    if (line.startsWith('.')) faults.push('a line begins with a dot')
  }
  for (const line of rest.join('\r\n').split('\r\n')) if (line.length > 76) faults.push(`body line of ${line.length}`)
  for (const line of head.split('\r\n'))
    if (line.length > 78 && / [^ ]/.test(line.trim().replace(/^[\w-]+: /, ''))) faults.push(`foldable header: ${line}`)
  for (const [word] of head.matchAll(/=\?[^ \r]*\?=/g)) {
    if (word.length > 75) faults.push(`encoded word of ${word.length}`)
    const payload = Buffer.from(word.slice(10, -2), 'base64')
    if (!Buffer.from(payload.toString()).equals(payload)) faults.push('an encoded word cut inside a character')
  }
  return faults
}

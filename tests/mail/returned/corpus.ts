import { replies, type ServerReply } from './refusals.ts'
import { reportShapes } from './report-shapes.ts'
import { textShapes } from './text-shapes.ts'

/** One notice, and what is true of it. */
export interface Sample {
  readonly name: string
  readonly raw: Buffer
  readonly recipient: string
  readonly kind: ServerReply['kind']
}

/** Every way of writing a notice with every reason: written by us after what mail servers write. */
export const corpus: readonly Sample[] = Object.entries({ ...reportShapes, ...textShapes }).flatMap(([shape, write]) =>
  replies.map((reply, index): Sample => {
    const recipient = `reader.${index}+nashra@mail${index % 7}.example.com`
    const messageId = `<12.${'0123456789abcdef'.repeat(2)}@example.org>`
    const text = write({ recipient, reply, returnPath: 'bounces+bcsfm5ujpk@news.example.org', messageId })
    return {
      name: `${shape}: ${reply.code} ${reply.status} ${reply.text}`,
      raw: Buffer.from(index % 2 === 0 ? text : text.replaceAll('\n', '\r\n')),
      recipient,
      kind: reply.kind,
    }
  }),
)

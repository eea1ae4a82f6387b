import { renderDigest } from '../../emails/render.ts'
import type { DigestContent, ReaderParts } from '../../src/domain/digest.ts'
import type { Newsletter } from '../../src/domain/newsletter.ts'
import { compileTemplate } from '../../src/mail/message-template.ts'
import { above, gates } from './gates.ts'
import type { Findings, Scenario } from './scenario.ts'
import { shown, spreadOf } from './statistics.ts'

const posts = 20
const words = 'لماذا تنسى الطوابير ما نعهد به إليها وكيف يتذكر الدفتر كل رسالة خرجت'

const newsletter: Newsletter = {
  id: '1',
  slug: 'marsad',
  name: 'مرصد',
  description: '',
  locale: 'ar',
  digits: 'arab',
  timeZone: 'Asia/Riyadh',
  cadence: 'weekly',
  cadences: ['weekly'],
  hour: 8,
  weekday: 7,
  settleMinutes: 15,
  maxPosts: posts,
  sender: { name: 'مرصد', address: 'news@marsad.example' },
  replyTo: null,
  postalAddress: 'الرياض',
  siteUrl: 'https://marsad.example',
  colour: '#0f5c55',
}

const content: DigestContent = {
  lang: 'ar',
  note: null,
  more: 0,
  posts: Array.from({ length: posts }, (_, place) => ({
    id: String(place),
    title: `${words} ${place}`,
    excerpt: `${words} ${words}`,
    url: `https://marsad.example/post-${place}`,
    image: { url: `https://marsad.example/picture-${place}.jpg`, alt: words, width: 1200, height: 630 },
    author: 'سلمى',
    lang: 'ar',
    direction: 'rtl',
    categories: ['هندسة'],
    publishedAt: '2026-11-01T08:00:00.000Z',
  })),
}

const marks: ReaderParts = {
  address: 'slot-0123456789ab-address',
  unsubscribeUrl: 'https://slot-0123456789ab.invalid/unsubscribe',
  preferencesUrl: 'https://slot-0123456789ab.invalid/preferences',
}

/** Milliseconds of each of so many runs, after one that does not count. */
const timed = async (count: number, run: () => unknown): Promise<number[]> => {
  await run()
  const took: number[] = []
  while (took.length < count) {
    const began = performance.now()
    await run()
    took.push(performance.now() - began)
  }
  return took
}

const runRender = async (size: number): Promise<Findings> => {
  const mail = await renderDigest(content, newsletter, marks)
  const headers = [['From', newsletter.sender]] as const
  const compile = () => compileTemplate({ ...mail, headers, slots: marks })
  const rendered = spreadOf(await timed(size, () => renderDigest(content, newsletter, marks)))
  const compiled = spreadOf(await timed(size, compile))
  const control = spreadOf(await timed(size, () => JSON.stringify(content.posts)))
  const bytes = Buffer.byteLength(mail.html)
  const ratio = spreadOf([rendered.median / control.median])
  return {
    figures: { posts, renderMs: rendered, compileMs: compiled, controlMs: control, htmlBytes: bytes, ratio },
    lines: [
      `MJML to HTML              ${shown(rendered, ' ms')}, ${posts} posts`,
      `HTML to template          ${shown(compiled, ' ms')}`,
      `JSON.stringify of them    ${shown(control, ' ms')}, ratio ${shown(ratio)}`,
      `HTML                      ${shown(bytes, ' bytes')}`,
    ],
    rows: [
      {
        id: 'render',
        what: `${posts} posts from MJML to a compiled template, once for all readers who share it`,
        size,
        figure: `${shown(rendered.median, ' ms')} + ${shown(compiled.median, ' ms')}, ${shown(bytes, ' bytes')} of HTML`,
        control: `JSON.stringify of the posts: ${shown(control.median, ' ms')}`,
        ratio: shown(ratio),
      },
    ],
    faults: above('Bytes of HTML', bytes, gates.render.bytes),
  }
}

/** What is done once for each rendition, never for a reader. Its size is the number of renders. */
export const render: Scenario = {
  summary: '20 posts from MJML to a compiled template beside JSON.stringify of them',
  defaults: { size: 60, rounds: 1 },
  run: ({ size }) => runRender(size),
}

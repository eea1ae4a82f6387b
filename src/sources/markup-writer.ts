import type { Tag } from './markup.ts'

const maxDepth = 100

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

const voids = words('area base br col embed hr img input link meta param source track wbr')
/** These end an open paragraph. */
const blocks = words(
  'address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre section summary table ul',
)

interface Closing {
  readonly closes: ReadonlySet<string>
  readonly within: ReadonlySet<string>
}

const cells = { closes: words('td th'), within: words('table tr') }
const items = { closes: words('dt dd'), within: words('dl') }
const groups = { closes: words('thead tbody tfoot caption colgroup'), within: words('table') }
/** Which open element a tag ends by itself, and how far up it looks. */
const implied: ReadonlyMap<string, Closing> = new Map(
  Object.entries({
    a: { closes: words('a'), within: words('td th') },
    li: { closes: words('li'), within: words('ul ol menu') },
    dt: items,
    dd: items,
    td: cells,
    th: cells,
    tr: { closes: words('tr'), within: words('table') },
    thead: groups,
    tbody: groups,
    tfoot: groups,
  }),
)
const paragraph: Closing = { closes: words('p'), within: words('td th table') }
/** A closing tag reaches no further up than this: one in a cell closes nothing outside its table. */
const tableFence = words('table')
const cellFence = words('td th')
const tableParts = words('table thead tbody tfoot tr td th')

const attributeText = (tag: Tag): string => {
  const seen = new Map<string, string>()
  for (const [written, value] of tag.attributes) {
    const name = written.toLowerCase()
    if (/^[a-z_:][-a-z0-9_:.]*$/.test(name) && !seen.has(name)) seen.set(name, value)
  }
  return Array.from(seen, ([name, value]) => ` ${name}="${value.replaceAll('"', '&quot;')}"`).join('')
}

/** Writes tags so that each is spelt canonically, closed in its turn and nested at most 100 deep. */
export class MarkupWriter {
  readonly #parts: string[] = []
  readonly #open: string[] = []
  /** How many of a name were too deep to be written, and will be closed all the same. */
  readonly #swallowed = new Map<string, number>()

  text(text: string): void {
    this.#parts.push(text.replaceAll('\0', '').replaceAll('<', '&lt;'))
  }

  open(name: string, tag: Tag): void {
    const rule = implied.get(name) ?? (blocks.has(name) ? paragraph : null)
    if (rule) this.#closeImplied(rule)
    if (this.#open.length >= maxDepth && !voids.has(name)) {
      this.#swallowed.set(name, (this.#swallowed.get(name) ?? 0) + 1)
      return
    }
    if (!voids.has(name)) this.#open.push(name)
    this.#parts.push(`<${name}${attributeText(tag)}>`)
  }

  close(name: string): void {
    const missing = this.#swallowed.get(name) ?? 0
    if (missing > 0) {
      this.#swallowed.set(name, missing - 1)
      return
    }
    const fence = tableParts.has(name) ? tableFence : cellFence
    const at = this.#open.findLastIndex((each) => each === name || fence.has(each))
    if (this.#open[at] === name) this.#closeDownTo(at)
  }

  /** All that was written, with what is still open closed. */
  finish(): string {
    this.#closeDownTo(0)
    return this.#parts.join('')
  }

  #closeImplied({ closes, within }: Closing): void {
    const at = this.#open.findLastIndex((name) => closes.has(name) || within.has(name))
    if (closes.has(this.#open[at] ?? '')) this.#closeDownTo(at)
  }

  #closeDownTo(depth: number): void {
    while (this.#open.length > depth) this.#parts.push(`</${this.#open.pop()}>`)
  }
}

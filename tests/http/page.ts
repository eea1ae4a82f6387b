import type { TestHouse } from '../support/house.ts'
import { form, knock, type Answer, type Knock } from './knock.ts'

/** A form as a page shows it. */
export interface PageForm {
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
}

const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

const attribute = (tag: string, name: string): string | null => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return found === undefined ? null : unescaped(found)
}

/** The forms of a page, with what is hidden in them and what is chosen. */
export const formsIn = (html: string): PageForm[] =>
  [...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)].map(([whole]) => {
    const inputs = [...whole.matchAll(/<input\b[^>]*>/g)].map(([input]) => input)
    const sent = inputs.filter((input) => attribute(input, 'type') !== 'radio' || /\schecked\b/.test(input))
    return {
      action: attribute(/<form\b[^>]*>/.exec(whole)?.[0] ?? '', 'action') ?? '',
      fields: Object.fromEntries(
        sent.map((input) => [attribute(input, 'name') ?? '', attribute(input, 'value') ?? '']),
      ),
    }
  })

/** The one form of a page whose action begins like this. */
export const formTo = (html: string, action: string): PageForm => {
  const [found, another] = formsIn(html).filter((candidate) => candidate.action.startsWith(action))
  if (found === undefined || another !== undefined) throw new Error(`The page has not exactly one form to ${action}.`)
  return found
}

/** Sends a form, filled in as said, as a browser does. */
export const submit = (
  house: TestHouse,
  { action, fields }: PageForm,
  filled: Readonly<Record<string, string>> = {},
  headers: Knock['headers'] = {},
): Promise<Answer> =>
  knock(house, 'POST', action, {
    headers: { ...form, ...headers },
    body: new URLSearchParams({ ...fields, ...filled }).toString(),
  })

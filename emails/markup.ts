/** HTML that may be printed as it is. Only `markup` and `joined` make it, so every text in it was escaped. */
export interface Markup {
  readonly html: string
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Makes a text safe between tags and between double quotes, which are the only ones round attributes in our mails. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign)

const printed = (value: string | number | Markup): string =>
  typeof value === 'object' ? value.html : escapeHtml(String(value))

/** Template tag: what stands in the template is HTML, every value that is not markup is escaped. */
export const markup = (literals: TemplateStringsArray, ...values: readonly (string | number | Markup)[]): Markup => ({
  html: literals.reduce((html, literal, index) => html + printed(values[index - 1] ?? '') + literal),
})

export const nothing: Markup = { html: '' }

/** Sets pieces one after the other, the separator between those that are not empty. */
export const joined = (pieces: readonly Markup[], separator: Markup = nothing): Markup => ({
  html: pieces
    .map((piece) => piece.html)
    .filter((html) => html !== '')
    .join(separator.html),
})

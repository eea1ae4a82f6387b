/** A JSON text's value, with or without a byte order mark before it; undefined when it is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return undefined
  }
}

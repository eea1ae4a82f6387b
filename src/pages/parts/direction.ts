/** How a BCP 47 language is written; `auto`, by its first letter, where the language is unknown or misspelt. */
export const directionOfTag = (tag: string | null): 'rtl' | 'ltr' | 'auto' => {
  try {
    return tag === null ? 'auto' : (new Intl.Locale(tag).getTextInfo().direction ?? 'auto')
  } catch {
    return 'auto'
  }
}

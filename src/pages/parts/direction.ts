import { directionOfTag as known } from '../../domain/locale.ts'

/** How a BCP 47 language is written; `auto`, by its first letter, where the language is unknown or misspelt. */
export const directionOfTag = (tag: string | null): 'rtl' | 'ltr' | 'auto' =>
  (tag === null ? null : known(tag)) ?? 'auto'

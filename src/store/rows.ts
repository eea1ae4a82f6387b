/** An id as outsiders say it, or null when no row can have it. */
export const idOrNull = (id: string): bigint | null => (/^[1-9]\d{0,17}$/.test(id) ? BigInt(id) : null)

/** Whether Prisma refused a row because a unique value is taken. */
export const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'P2002'

/** A page of a list, and the cursor of the next one. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

/** What to read of a list: at most `limit` items after the cursor. */
export interface PageRequest {
  readonly after: string | null
  readonly limit: number
}

/** Makes a page of one item more than was asked for, which tells whether there is a next one. */
export const pageOf = <Item extends { readonly id: string }>(items: readonly Item[], limit: number): Page<Item> => {
  const shown = items.slice(0, limit)
  return { items: shown, next: items.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

/** An image in one of the sizes it exists in: its width in pixels, when somebody says. */
export interface ImageSize {
  readonly width?: number | null | undefined
}

const narrowest = 600
const widest = 1200

/** A mail shows an image 600 wide, on fine screens with 1,200: the widest between them, else the nearest above, else the widest of all. */
export const bestSize = <Size extends ImageSize>(sizes: readonly Size[]): Size | null => {
  const byWidth = sizes.toSorted((a, b) => (a.width ?? 0) - (b.width ?? 0))
  const fits = ({ width }: Size) => (width ?? 0) >= narrowest && (width ?? 0) <= widest
  return byWidth.findLast(fits) ?? byWidth.find(({ width }) => (width ?? 0) > widest) ?? byWidth.at(-1) ?? null
}

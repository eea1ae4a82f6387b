// Taken out of the global object once, because what follows runs for every pixel.
const { abs, floor, hypot, max, min, round, SQRT2 } = Math

/** A colour as 0xrrggbb. */
export type Colour = number

/** Five colours from light to dark, and one that stands out. */
export interface Palette {
  readonly tones: readonly [Colour, Colour, Colour, Colour, Colour]
  readonly accent: Colour
}

/** The colour of each point of a picture, x and y in pixels. */
export type Shade = (x: number, y: number) => Colour

/** What a pattern is drawn from: the same seed gives the same picture. */
export interface Brush {
  readonly palette: Palette
  readonly width: number
  readonly height: number
  /** The next number in [0, 1). */
  random(): number
}

/** Blends two colours; `share` is that of the second and may lie outside 0 to 1. */
export const mix = (first: Colour, second: Colour, share: number): Colour => {
  if (share <= 0) return first
  if (share >= 1) return second
  const channel = (shift: number): number => {
    const from = (first >> shift) & 255
    return round(from + (((second >> shift) & 255) - from) * share) << shift
  }
  return channel(16) | channel(8) | channel(0)
}

const toneOf = ({ palette }: Brush, index: number): Colour => palette.tones[((index % 5) + 5) % 5] ?? palette.accent

/** Ranges of hills under a low sun. */
export const hills = (brush: Brush): Shade => {
  const { palette, width, height, random } = brush
  const sun = { x: width * (0.2 + 0.6 * random()), y: height * (0.3 + 0.12 * random()), radius: 50 + 40 * random() }
  const ranges = [1, 2, 3, 4].map((depth) => ({
    ridge: ridgeOf(brush, depth),
    crest: toneOf(brush, depth),
    foot: mix(toneOf(brush, depth), toneOf(brush, min(depth + 1, 4)), 0.55),
  }))
  return (x, y) => {
    let colour = mix(mix(palette.tones[0], palette.tones[1], 0.55), palette.tones[0], y / (height * 0.7))
    const distance = hypot(x - sun.x, y - sun.y)
    colour = mix(colour, palette.accent, sun.radius - distance + 0.5)
    for (const { ridge, crest, foot } of ranges) {
      const depth = y - (ridge[x] ?? 0)
      // Shades by y alone, which PNG's filter turns into nothing.
      if (depth > -1) colour = mix(colour, mix(crest, foot, y / height), depth + 0.5)
    }
    return colour
  }
}

/** The height of one range at every x. */
const ridgeOf = ({ width, height, random }: Brush, depth: number): Float64Array => {
  const base = height * (0.3 + 0.15 * depth)
  const waves = [1, 2, 3].map((order) => ({
    size: (height * (0.07 - 0.008 * depth)) / order,
    length: (width * (0.5 + random() * 0.4)) / order,
    shift: random() * 2 * Math.PI,
  }))
  return Float64Array.from({ length: width }, (_, x) =>
    waves.reduce((sum, { size, length, shift }) => sum + size * Math.sin((2 * Math.PI * x) / length + shift), base),
  )
}

/** Tiles with a quarter circle in one corner and another inside it. */
export const quarters = (brush: Brush): Shade => {
  const size = 210
  const columns = Math.ceil(brush.width / size)
  const tiles = Array.from({ length: columns * Math.ceil(brush.height / size) }, () => {
    const ground = floor(brush.random() * 5)
    const isLoud = brush.random() < 0.12
    return {
      corner: floor(brush.random() * 4),
      colours: [
        toneOf(brush, ground),
        toneOf(brush, ground + 2),
        isLoud ? brush.palette.accent : toneOf(brush, ground + 3),
      ],
    }
  })
  return (x, y) => {
    const tile = tiles[floor(y / size) * columns + floor(x / size)]
    const [ground = 0, ring = 0, core = 0] = tile?.colours ?? []
    const corner = tile?.corner ?? 0
    const distance = hypot((x % size) + 0.5 - (corner & 1) * size, (y % size) + 0.5 - (corner >> 1) * size)
    return mix(mix(ground, ring, size * 0.97 - distance), core, size * 0.5 - distance)
  }
}

/** Rings around a point outside the picture, like waves that reach a shore. */
export const rings = (brush: Brush): Shade => {
  const { palette, width, height, random } = brush
  const centre = { x: width * (0.1 + 0.8 * random()), y: height * (random() < 0.5 ? -0.15 : 1.15) }
  const step = 70 + 20 * random()
  const loud = 3 + floor(random() * 4)
  const colours = Array.from({ length: 2 + Math.ceil(hypot(width, height * 1.15) / step) }, (_, ring) => {
    // From dark to light outwards, every second ring a little ahead.
    const tone = max(0, 4 - ring * 0.4 - (ring % 2) * 0.9)
    const lighter = floor(tone)
    return ring === loud ? palette.accent : mix(toneOf(brush, lighter), toneOf(brush, lighter + 1), tone - lighter)
  })
  return (x, y) => {
    const distance = hypot(x - centre.x, y - centre.y) / step
    const ring = floor(distance)
    return mix(colours[max(0, ring - 1)] ?? 0, colours[ring] ?? 0, (distance - ring) * step)
  }
}

/** The eight-pointed star of two squares, in rows. */
export const stars = (brush: Brush): Shade => {
  const size = 210
  const [dark, middle, light] = [toneOf(brush, 4), toneOf(brush, 3), toneOf(brush, 0)]
  const offset = { x: floor(brush.random() * size), y: floor(brush.random() * size) }
  return (x, y) => {
    const across = abs(((x + offset.x) % size) + 0.5 - size / 2)
    const down = abs(((y + offset.y) % size) + 0.5 - size / 2)
    const edge = min(max(across, down), (across + down) / SQRT2)
    const ground = mix(middle, dark, y / brush.height)
    const star = mix(ground, light, size * 0.36 - edge)
    const inner = mix(star, toneOf(brush, 2), size * 0.32 - edge)
    return mix(inner, brush.palette.accent, size * 0.12 - edge)
  }
}

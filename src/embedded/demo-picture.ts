import { hills, quarters, rings, stars, type Palette } from './demo-patterns.ts'
import { encodePng } from './png.ts'

/** The size of every picture, in pixels. */
export const pictureSize = { width: 1200, height: 630 }

const palettes: readonly Palette[] = [
  { tones: [0xf7e3bd, 0xeab07a, 0xc2665a, 0x6b4064, 0x2b2346], accent: 0xfff3d6 },
  { tones: [0xe6f1ee, 0xa9d0c8, 0x5f9ea0, 0x2f6473, 0x163848], accent: 0xf2b84b },
  { tones: [0xf3ecd2, 0xcfc58a, 0x8f9a55, 0x566b3f, 0x2d3b2c], accent: 0xd9703a },
  { tones: [0xf6e4d5, 0xe3b08d, 0xc0724f, 0x7c4135, 0x3d2327], accent: 0x4f8a8b },
  { tones: [0xdfe4ef, 0x9aa8cc, 0x5a6ba3, 0x333f73, 0x181d3c], accent: 0xf4d58d },
  { tones: [0xfbe7e4, 0xefb7b2, 0xc9747f, 0x7b4560, 0x3a2740], accent: 0xf0c05a },
]
const patterns = [hills, quarters, rings, stars]

/** Draws the picture that belongs to a word, as PNG: the same word always gives the same picture. Takes some tens of milliseconds. */
export const drawPicture = (word: string): Buffer => {
  const { width, height } = pictureSize
  const seed = hashOf(word)
  const palette = palettes[seed % palettes.length]
  const pattern = patterns[(seed >>> 8) % patterns.length]
  if (!palette || !pattern) throw new Error('A remainder is within its list')
  const shade = pattern({ palette, width, height, random: randomFrom(seed) })
  const rgb = Buffer.alloc(width * height * 3)
  for (let y = 0, place = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, place += 3) {
      const colour = shade(x, y)
      rgb[place] = colour >> 16
      rgb[place + 1] = colour >> 8
      rgb[place + 2] = colour
    }
  }
  return encodePng({ width, height, rgb })
}

/** FNV-1a, 32 bits. */
const hashOf = (word: string): number => {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(word)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/** Numbers in [0, 1) that look random: a Weyl sequence, mixed (the "mulberry32" generator). */
const randomFrom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

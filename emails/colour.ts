type Rgb = readonly [red: number, green: number, blue: number]

const parse = (colour: string): Rgb => {
  const number = Number.parseInt(colour.slice(1), 16)
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255]
}

const print = (rgb: Rgb): string => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

const linear = (part: number): number => {
  const share = part / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

const luminance = ([red, green, blue]: Rgb): number =>
  0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)

/** The contrast of two `#rrggbb` colours by WCAG 2: from 1 to 21. */
export const contrast = (one: string, other: string): number => {
  const lights = [luminance(parse(one)), luminance(parse(other))]
  return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05)
}

/** A newsletter's colour if it is `#rrggbb`, else the fallback: whatever else it is never reaches a style. */
export const safeColour = (colour: string, fallback: string): string =>
  /^#[0-9a-f]{6}$/i.test(colour) ? colour.toLowerCase() : fallback

/** The colour nearest to `colour` that can be read as text on `background` (WCAG 2: 4.5 to 1). */
export const legibleOn = (colour: string, background: string): string => {
  const target = luminance(parse(background)) > 0.18 ? 0 : 255
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = print(parse(colour).map((part) => part + (target - part) * share) as unknown as Rgb)
    if (contrast(mixed, background) >= 4.5) return mixed
  }
  return target === 0 ? '#000000' : '#ffffff'
}

/** Black or white, whichever is easier to read on a background. */
export const inkOn = (background: string): string =>
  contrast('#ffffff', background) >= contrast('#16140f', background) ? '#ffffff' : '#16140f'

import { crc32, deflateSync } from 'node:zlib'

/** An opaque picture: three bytes a pixel (red, green, blue), row after row. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly rgb: Buffer
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex')
const channels = 3
/** Filter type 2 (PNG, section 9.2): each byte less the one above, which makes even areas and vertical gradients vanish. */
const up = 2

/** Writes a picture as PNG, 8 bits a channel, true colour. */
export const encodePng = ({ width, height, rgb }: Pixels): Buffer => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const body = deflateSync(filterRows(rgb, width * channels, height), { level: 6 })
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', body), chunk('IEND', Buffer.alloc(0))])
}

const filterRows = (rgb: Buffer, stride: number, height: number): Buffer => {
  const rows = Buffer.alloc((stride + 1) * height)
  for (let y = 0; y < height; y += 1) {
    const target = y * (stride + 1)
    rows[target] = up
    for (let x = 0; x < stride; x += 1) {
      const here = y * stride + x
      rows[target + 1 + x] = (rgb[here] ?? 0) - (y ? (rgb[here - stride] ?? 0) : 0)
    }
  }
  return rows
}

const chunk = (type: string, body: Buffer): Buffer => {
  const typed = Buffer.concat([Buffer.from(type, 'ascii'), body])
  const frame = Buffer.alloc(4)
  frame.writeUInt32BE(body.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(typed))
  return Buffer.concat([frame, typed, check])
}

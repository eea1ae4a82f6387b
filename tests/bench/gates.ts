/** The bars of every scenario in one place; a run that misses one fails and says which. */
export const gates = {
  send: {
    /** Messages per second as a share of what `smtp-source` hands to `smtp-sink`. */
    signedToWire: 0.25,
    plainToWire: 0.55,
    /** As a share of what all cores could do if they did little but sign; where the wire's limit is not to be had. */
    signedToRoofline: 0.7,
    /** As a multiple of a bare Nodemailer pool that signs. */
    signedToNodemailer: 4,
    /** As a share of connections / reply delay. */
    delayed: 0.4,
    /** Bytes of a message, and how far from that and from each other messages may lie. */
    bytes: 20_480,
    bytesOff: 0.05,
    bytesApart: 0.02,
  },
  growth: {
    /** How far CPU per message, PostgreSQL's time and the second half may lie above the smaller size or the first half. */
    flat: 1.15,
    peakMB: 250,
    freezeMs: 10_000,
    firstMs: 2000,
  },
  plan: { idleMs: 1000, freezeMs: 5000 },
  render: { bytes: 100_000 },
  recover: { nextMs: 2000, leases: 2 },
} as const

/** Two controls of one round may differ by this factor; beyond it the machine had other things to do. */
export const noise = 1.25

/** A fault in words when a figure is below its bar; an unknown figure misses nothing. */
export const below = (what: string, figure: number | null, bar: number): string[] =>
  figure === null || figure >= bar ? [] : [`${what}: ${rounded(figure)}; the bar is at least ${bar}.`]

/** A fault in words when a figure is above its bar; an unknown figure misses nothing. */
export const above = (what: string, figure: number | null, bar: number): string[] =>
  figure === null || figure <= bar ? [] : [`${what}: ${rounded(figure)}; the bar is at most ${bar}.`]

const rounded = (value: number): number => Number(value.toPrecision(4))

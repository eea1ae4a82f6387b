/** Writes into one buffer, which grows when it must: a message of known size costs one allocation. */
export class ByteWriter {
  #bytes: Buffer
  #at = 0

  /** @param expected how many bytes will probably be written */
  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafeSlow(expected)
  }

  /** How many bytes stand there. */
  get length(): number {
    return this.#at
  }

  #reserve(more: number): void {
    if (this.#at + more <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(2 * (this.#at + more))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
  }

  copy(bytes: Buffer): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
  }

  /** Characters up to U+00FF, one byte each. */
  latin1(text: string): void {
    this.#reserve(text.length)
    this.#at += this.#bytes.write(text, this.#at, 'latin1')
  }

  utf8(text: string): void {
    this.#reserve(3 * text.length)
    this.#at += this.#bytes.write(text, this.#at)
  }

  /** Leaves room to be written later, by whoever holds the result. */
  skip(bytes: number): void {
    this.#reserve(bytes)
    this.#at += bytes
  }

  /** What was written, without a copy: nothing may be written afterwards. */
  result(): Buffer {
    return this.#bytes.subarray(0, this.#at)
  }
}

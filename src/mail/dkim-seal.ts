import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto'

/** Keeps texts that only this installation may read. */
export interface Seal {
  seal(text: string): Buffer
  /** The text again; null when none of the keys sealed it, or it was altered. */
  open(sealed: Buffer): string | null
}

const version = 1
const keyIdBytes = 4
const ivBytes = 12
const tagBytes = 16
const textAt = 1 + keyIdBytes + ivBytes + tagBytes

interface SealingKey {
  readonly id: Buffer
  readonly key: Buffer
}

/** The derived key is another one than any that signs links, and its id tells nothing about the secret. */
const sealingKey = (secret: Buffer): SealingKey => {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'nashra/sealed-key/1', 32))
  return { key, id: hash('sha256', key, 'buffer').subarray(0, keyIdBytes) }
}

const decrypted = ({ key }: SealingKey, sealed: Buffer): string | null => {
  const ivAt = 1 + keyIdBytes
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(ivAt, ivAt + ivBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAuthTag(sealed.subarray(ivAt + ivBytes, textAt))
  try {
    return decipher.update(sealed.subarray(textAt)).toString() + decipher.final('utf8')
  } catch {
    return null
  }
}

/** A seal (AES-256-GCM, keys by HKDF) that closes with the first secret and opens what any of them closed. */
export const createSeal = (secrets: readonly Buffer[]): Seal => {
  const keys = secrets.map(sealingKey)
  const [first] = keys
  if (first === undefined) throw new RangeError('a seal needs a secret')
  return {
    seal(text) {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', first.key, iv, { authTagLength: tagBytes })
      const body = Buffer.concat([cipher.update(text), cipher.final()])
      return Buffer.concat([Buffer.of(version), first.id, iv, cipher.getAuthTag(), body])
    },
    open(sealed) {
      if (sealed.length < textAt || sealed[0] !== version) return null
      const id = sealed.subarray(1, 1 + keyIdBytes)
      for (const key of keys) {
        const text = key.id.equals(id) ? decrypted(key, sealed) : null
        if (text !== null) return text
      }
      return null
    },
  }
}

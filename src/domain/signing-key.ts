import { createSecretKey, hash, type KeyObject } from 'node:crypto'

/** One of the keys that links and return paths are signed with, and the two bytes that name it in what it signed. */
export interface SigningKey {
  readonly id: Buffer
  readonly secret: KeyObject
}

export const keyIdBytes = 2

/** The keys of a list of secrets, made ready once: they sign thousands of links a second. Empty secrets are no keys. */
export const signingKeys = (secrets: readonly Buffer[]): SigningKey[] =>
  secrets
    .filter((secret) => secret.length > 0)
    .map((secret) => ({
      id: hash('sha256', secret, 'buffer').subarray(0, keyIdBytes),
      secret: createSecretKey(secret),
    }))

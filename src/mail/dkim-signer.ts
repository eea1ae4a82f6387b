import { createPrivateKey, hash, sign, type KeyObject } from 'node:crypto'
import type { DkimAlgorithm } from '../domain/dkim.ts'
import type { SignedHeaders } from './dkim-headers.ts'
import { wireDomain } from './mailbox.ts'

/** A private key that signs for a domain, in PEM (PKCS #8). */
export interface SigningKey {
  readonly selector: string
  readonly algorithm: DkimAlgorithm
  readonly privateKey: string
}

/** Signs what a sender's domain sends. Made once: its keys are parsed. */
export interface Signer {
  readonly domain: string
  /** The signature headers as far as they stand before the message does; one for each key. */
  begin(headers: SignedHeaders, instant: Date): PendingSignature[]
}

/** One DKIM-Signature header whose length is known, and whose text is still to come. */
export interface PendingSignature {
  readonly length: number
  /** The whole header, ended by CRLF. `covered` is what it signs in relaxed form, `bodyHash` base64. */
  complete(covered: string, bodyHash: string): Promise<string>
}

const wireNames = { rsa: 'rsa-sha256', ed25519: 'ed25519-sha256' } as const
const bodyHashLength = 44
const signatureLine = 72

const folded = (signature: string): string => {
  let text = signature.slice(0, signatureLine)
  for (let at = signatureLine; at < signature.length; at += signatureLine)
    text += `\r\n ${signature.slice(at, at + signatureLine)}`
  return text
}

/** RSA on the thread pool, where it is in nobody's way; Ed25519 here, because the way there would cost more. */
const signWith = (key: KeyObject, algorithm: DkimAlgorithm, text: string): Promise<string> | string => {
  // RFC 8463: what Ed25519 signs is the SHA-256 of the text.
  if (algorithm === 'ed25519') return sign(null, hash('sha256', text, 'buffer'), key).toString('base64')
  return new Promise((resolve, reject) => {
    sign('sha256', Buffer.from(text), key, (error, signature) => {
      if (error) reject(error)
      else resolve(signature.toString('base64'))
    })
  })
}

const signatureLengthOf = (key: KeyObject): number => {
  const bytes = (key.asymmetricKeyDetails?.modulusLength ?? 512) / 8
  return 4 * Math.ceil(bytes / 3)
}

const withKey = (domain: string, { selector, algorithm, privateKey }: SigningKey): Signer['begin'] => {
  const key = createPrivateKey(privateKey)
  if (key.asymmetricKeyType !== algorithm) throw new TypeError(`the key of ${selector} is not of ${algorithm}`)
  const tags = ` v=1; a=${wireNames[algorithm]}; c=relaxed/relaxed;\r\n d=${domain};\r\n s=${selector};\r\n t=`
  const relaxedTags = tags.slice(1).replaceAll('\r\n', '')
  const signatureLength = folded('x'.repeat(signatureLengthOf(key))).length
  return ({ names, relaxedNames }, instant) => {
    const seconds = Math.floor(instant.getTime() / 1000)
    const start = `DKIM-Signature:${tags}${seconds};\r\n ${names}\r\n bh=`
    return [
      {
        length: start.length + bodyHashLength + ';\r\n b=\r\n'.length + signatureLength,
        async complete(covered, bodyHash) {
          const own = `dkim-signature:${relaxedTags}${seconds}; ${relaxedNames} bh=${bodyHash}; b=`
          const signature = await signWith(key, algorithm, covered + own)
          return `${start}${bodyHash};\r\n b=${folded(signature)}\r\n`
        },
      },
    ]
  }
}

/**
 * A signer for a domain (RFC 6376, RFC 8463): relaxed/relaxed, one signature for each key. Throws on a key that is none,
 * and a TypeError on a domain that is none.
 */
export const createSigner = (domain: string, keys: readonly SigningKey[]): Signer => {
  const wire = wireDomain(domain)
  const signing = keys.map((key) => withKey(wire, key))
  return { domain: wire, begin: (headers, instant) => signing.flatMap((begin) => begin(headers, instant)) }
}

import type { DkimKey } from '../domain/dkim.ts'
import type { Log } from '../log.ts'
import type { Seal } from './dkim-seal.ts'
import { createSigner, type Signer, type SigningKey } from './dkim-signer.ts'
import { wireDomain } from './mailbox.ts'

/** The signer of a sender's domain; null when it has no key that signs. Rejects with a SigningFault when it has one that cannot be used. */
export type SignerFor = (domain: string) => Promise<Signer | null>

/** A key that signs, as it is kept. */
export interface SealedKey extends Pick<DkimKey, 'selector' | 'algorithm'> {
  readonly sealed: Buffer
}

/**
 * A sender's key cannot be used now: sealed with a SECRET_KEY that is not here. Mail waits rather than leave unsigned,
 * because receivers that once saw signatures take their absence for forgery. Nothing of the message was begun.
 */
export class SigningFault extends Error {
  override readonly name = 'SigningFault'
}

export interface SignersOptions {
  /** The keys that sign for a domain, given in A-labels. */
  readonly keysOf: (domain: string) => Promise<readonly SealedKey[]>
  readonly seal: Seal
  readonly now: () => Date
  readonly log: Pick<Log, 'error' | 'warn'>
}

/** The signers of all senders, each looked up again after half a minute, so that a change elsewhere needs no restart. */
export interface Signers {
  readonly signerFor: SignerFor
  /** Looks a domain up anew the next time it is asked for: its keys were changed here. */
  forget(domain: string): void
}

const goodForMs = 30_000

interface Known {
  readonly signer: Promise<Signer | null>
  readonly at: number
}

/** Signers over the keys of a store. While the store cannot be read, who signed before signs on. */
export const createSigners = (options: SignersOptions): Signers => {
  const known = new Map<string, Known>()

  const load = async (domain: string): Promise<Signer | null> => {
    const keys = await options.keysOf(domain)
    if (keys.length === 0) return null
    return createSigner(
      domain,
      keys.map((key) => opened(key, domain, options)),
    )
  }

  const lookUp = (domain: string, before: Known | undefined): Promise<Signer | null> =>
    load(domain).catch((error: unknown) => {
      if (before === undefined || error instanceof SigningFault) throw error
      options.log.warn({ domain, error: String(error) }, 'DKIM keys could not be read; those known before sign on')
      return before.signer
    })

  const signerOf = (domain: string): Promise<Signer | null> => {
    const now = options.now().getTime()
    const before = known.get(domain)
    // A clock that was set back would keep it for ever.
    if (before !== undefined && Math.abs(now - before.at) < goodForMs) return before.signer
    const signer = lookUp(domain, before)
    known.set(domain, { signer, at: now })
    signer.catch((error: unknown) => {
      if (!(error instanceof SigningFault)) known.delete(domain)
    })
    return signer
  }

  return {
    signerFor: (domain) => signerOf(wireDomain(domain)),
    forget: (domain) => void known.delete(wireDomain(domain)),
  }
}

const opened = ({ selector, algorithm, sealed }: SealedKey, domain: string, options: SignersOptions): SigningKey => {
  const privateKey = options.seal.open(sealed)
  if (privateKey !== null) return { selector, algorithm, privateKey }
  const fault = new SigningFault(
    `the DKIM key ${selector} of ${domain} cannot be opened with this SECRET_KEY: add the former one after a comma, or sign with a new key`,
  )
  options.log.error({ domain, selector }, `${fault.message}; mail from this domain waits`)
  throw fault
}

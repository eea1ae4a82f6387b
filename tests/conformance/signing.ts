import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { recordName, recordText, type DkimAlgorithm } from '../../src/domain/dkim.ts'
import { createSigner, type Signer } from '../../src/mail/dkim-signer.ts'
import { wireDomain } from '../../src/mail/mailbox.ts'

/** Signers of both kinds for every domain that is asked for, and the records that DNS would show of their keys. */
export interface Desk {
  readonly records: Map<string, string>
  signerFor(domain: string): Promise<Signer>
  /** The resolver that verifiers ask in place of DNS. */
  resolver(name: string): Promise<string[][]>
}

const publicBytes = (key: KeyObject): Buffer =>
  key.asymmetricKeyType === 'rsa'
    ? key.export({ format: 'der', type: 'spki' })
    : key.export({ format: 'der', type: 'spki' }).subarray(-32)

export const openDesk = (): Desk => {
  const records = new Map<string, string>()
  const signers = new Map<string, Signer>()
  const make = (domain: string): Signer => {
    const key = (algorithm: DkimAlgorithm) => {
      const pair =
        algorithm === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519')
      records.set(recordName({ selector: algorithm, domain }), recordText(algorithm, publicBytes(pair.publicKey)))
      const privateKey = pair.privateKey.export({ format: 'pem', type: 'pkcs8' })
      return { selector: algorithm, algorithm, privateKey }
    }
    return createSigner(domain, [key('rsa'), key('ed25519')])
  }
  return {
    records,
    async signerFor(domain) {
      const wire = wireDomain(domain)
      const signer = signers.get(wire) ?? make(wire)
      signers.set(wire, signer)
      return signer
    },
    async resolver(name) {
      const text = records.get(name)
      if (text === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
      return [[text]]
    },
  }
}

import { createTxtLookUp, type LookUpTxt } from './dkim-lookup.ts'
import { createSeal, type Seal } from './dkim-seal.ts'
import { createSigners, type Signers, type SignersOptions } from './dkim-signers.ts'

/** What signing takes: the seal of the keys, the signers made of them, and a look at what DNS says. */
export interface Dkim extends Signers {
  readonly seal: Seal
  readonly lookUp: LookUpTxt
}

/** Opens nothing: keys and records are looked up when somebody asks. */
export const createDkim = (options: Omit<SignersOptions, 'seal'> & { readonly secrets: readonly Buffer[] }): Dkim => {
  const seal = createSeal(options.secrets)
  return { ...createSigners({ ...options, seal }), seal, lookUp: createTxtLookUp() }
}

import { Resolver } from 'node:dns/promises'

/** The TXT records of a name, each in one string; none where there are none. Rejects where DNS does not answer. */
export type LookUpTxt = (name: string) => Promise<readonly string[]>

const isAbsent = ({ code }: NodeJS.ErrnoException): boolean => code === 'ENOTFOUND' || code === 'ENODATA'

export interface LookUpOptions {
  /** As `address:port`; the machine's own when absent. */
  readonly servers?: readonly string[]
  /** Milliseconds for each of two tries. */
  readonly timeout?: number
}

/** Asks name servers, for a few seconds at the most. */
export const createTxtLookUp = ({ servers, timeout = 2000 }: LookUpOptions = {}): LookUpTxt => {
  const resolver = new Resolver({ timeout, tries: 2 })
  if (servers !== undefined) resolver.setServers(servers)
  return async (name) => {
    try {
      return (await resolver.resolveTxt(name)).map((strings) => strings.join(''))
    } catch (error) {
      if (isAbsent(error as NodeJS.ErrnoException)) return []
      throw error
    }
  }
}

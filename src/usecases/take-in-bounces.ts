import type { BouncedMessage, BounceReport } from '../domain/bounce.ts'
import type { House } from './house.ts'
import { provenBy } from './prove-return.ts'
import { recordBounce } from './record-bounce.ts'

/** What a provider tells of one message to one reader, before it is known which message of ours that was. */
export interface ProviderEvent extends Omit<BounceReport, 'about'> {
  /** Null where what happened is no fault of the reader's: that is noted and held against nobody. */
  readonly address: string | null
  /** Of the mail it is about, as the provider has kept it. */
  readonly messageId: string | null
  /** The envelope sender of that mail. */
  readonly returnPath: string | null
}

/**
 * Records what a provider tells, event by event: when it fails half-way, the same told again adds only what is missing.
 * A token that came before makes it worth nothing.
 */
export const takeInBounces = async (
  house: House,
  { events, token }: { readonly events: readonly ProviderEvent[]; readonly token: string | null },
): Promise<void> => {
  if (events.length === 0 || (token !== null && (await house.store.users.wasUsed(token)))) return
  for (const { address, messageId, returnPath, ...event } of events) {
    const about = address === null ? null : await aboutOf(house, { address, messageId, returnPath })
    await recordBounce(house, { ...event, about })
  }
  if (token !== null) await house.store.users.useOnce(token)
}

/** The message, where the provider has kept what names it; else the reader, for whom its signature speaks. */
const aboutOf = async (
  house: House,
  { address, messageId, returnPath }: { address: string; messageId: string | null; returnPath: string | null },
): Promise<BouncedMessage> => {
  const paths = returnPath === null ? [] : [returnPath]
  const messageIds = messageId === null ? [] : [messageId]
  return (
    (await provenBy(house, { paths, messageIds, recipients: [address], tokens: [], noticeId: null })) ?? { address }
  )
}

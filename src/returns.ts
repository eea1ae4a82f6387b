import type { Config } from './config.ts'
import { StartFault } from './embedded/start-fault.ts'
import { listenForReturned, type TakeReturned } from './mail/returned/listener.ts'
import { readMailbox } from './mail/returned/mailbox-reader.ts'
import type { House } from './usecases/house.ts'
import { readReturnedMail } from './usecases/read-returned-mail.ts'

/**
 * Opens the roads by which mail comes back: a port of our own, a mailbox, or none, as the configuration says. Once closed,
 * nothing more is taken in.
 * @throws StartFault when the port cannot be listened on
 */
export const openReturns = async (bounces: Config['bounces'], house: House): Promise<AsyncDisposable> => {
  await using opened = new AsyncDisposableStack()
  const take: TakeReturned = ({ raw, from, to }) => readReturnedMail(house, { raw, envelopeFrom: from, envelopeTo: to })
  const { listen = null, mailbox = null } = bounces ?? {}
  const takes = (address: string): boolean => house.returnPaths?.takes(address) ?? false
  if (listen !== null) opened.use(await listenOn(listen, { takes, take, log: house.log }))
  if (mailbox !== null) opened.use(readMailbox({ url: mailbox, take, log: house.log }))
  return opened.move()
}

type Way = Omit<Parameters<typeof listenForReturned>[0], 'url'>

const listenOn = async (url: string, way: Way): Promise<AsyncDisposable> => {
  try {
    return await listenForReturned({ url, ...way })
  } catch (error) {
    throw new StartFault(`Nashra cannot listen on ${url}: free that port, or change BOUNCE_LISTEN.`, { cause: error })
  }
}

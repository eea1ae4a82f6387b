import type { Email } from 'postal-mime'
import type { TestHouse } from './house.ts'
import { readMail, type Received } from './sink.ts'

/** What a visitor fills in besides the address. */
export interface Signup {
  readonly newsletter?: string
  readonly cadence?: string
  readonly lang?: string
}

/** A person with an address, who reads mail and presses buttons. */
export interface Reader {
  readonly address: string
  signsUp(signup?: Signup): Promise<Response>
  /** Opens the link of the newest confirmation mail and presses its button. */
  confirms(): Promise<Response>
  /** Signs up and confirms. */
  subscribes(signup?: Signup): Promise<void>
  mails(): Promise<Email[]>
  subjects(): Promise<string[]>
  /** The newest mail's link to a kind of page. */
  link(kind: 'confirm' | 'unsubscribe' | 'preferences'): Promise<string>
  /** Does what a mail program's own unsubscribe button does (RFC 8058). */
  clicksOneClickUnsubscribe(): Promise<Response>
}

export const createReader = (house: TestHouse, address: string): Reader => {
  const own = (): Received[] => house.sink.received.filter((message) => message.to === address)
  const mails = (): Promise<Email[]> => Promise.all(own().map(readMail))
  const newest = async (): Promise<Email> => {
    const mail = (await mails()).at(-1)
    if (mail === undefined) throw new Error(`${address} has no mail.`)
    return mail
  }
  const link: Reader['link'] = async (kind) => {
    const found = new RegExp(`^http\\S+/${kind}/\\S+$`, 'm').exec((await newest()).text ?? '')
    if (found === null) throw new Error(`The newest mail of ${address} has no ${kind} link.`)
    return found[0].trim()
  }
  const reader: Reader = {
    address,
    mails,
    link,
    async signsUp({ newsletter = 'marsad', ...rest } = {}) {
      const body = new URLSearchParams({ email: address, newsletter, ...rest })
      const response = await fetch(`${house.url}/subscribe`, { method: 'POST', body, redirect: 'manual' })
      await house.settles()
      return response
    },
    confirms: async () => fetch(await link('confirm'), { method: 'POST' }),
    async subscribes(signup) {
      await reader.signsUp(signup)
      await reader.confirms()
    },
    subjects: async () => (await mails()).map((mail) => mail.subject ?? ''),
    async clicksOneClickUnsubscribe() {
      const header = (await newest()).headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? ''
      const url = /<(http[^>]+)>/.exec(header)?.[1] ?? ''
      return fetch(url, {
        method: 'POST',
        body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
        redirect: 'manual',
      })
    },
  }
  return reader
}

import type { VNode } from 'preact'
import type { Locale } from '../../domain/locale.ts'
import { pagesIn } from '../../i18n/pages.ts'
import { Ltr, Name, withoutOverrides } from '../parts/names.tsx'
import { Moment } from '../parts/times.tsx'
import { inLanguage, publicPaths } from '../paths.ts'
import { renderPage } from '../render.ts'
import { PublicLayout } from './layout.tsx'
import type { PublicFrame } from './layout.tsx'

/** One mail in the demo's inbox, as a line of the list. */
export interface InboxEntry {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly date: Date
}

/** One mail in full. */
export interface InboxMessage extends InboxEntry {
  readonly hasHtml: boolean
  /** The plain text part; null where there is none. */
  readonly text: string | null
  readonly headers: readonly { readonly name: string; readonly value: string }[]
}

export interface InboxPageProps extends PublicFrame {
  /** Newest first. */
  readonly messages: readonly InboxEntry[]
  readonly selected?: InboxMessage | null
  /** IANA zone for the dates. */
  readonly zone: string
}

const base = '<base target="_top">'

/** The HTML part as the frame is to show it: its links leave the frame. */
export const framedMail = (html: string): string => {
  const opened = html.replace(/<head\b[^>]*>/i, (head) => head + base)
  return opened === html ? base + html : opened
}

/** `Name <address>` with each part in its own direction. */
const Mailbox = ({ children }: { children: string }): VNode => {
  const [, name, address] = /^(.*?)\s*<([^<>]+)>$/.exec(children) ?? []
  return address === undefined ? (
    <Ltr>{children}</Ltr>
  ) : (
    <>
      <Name>{name ?? ''}</Name> <Ltr>{`<${address}>`}</Ltr>
    </>
  )
}

const Line = ({ entry, lang, zone }: { entry: InboxEntry; lang: Locale; zone: string }): VNode => (
  <li>
    <a class="mail-line" href={inLanguage(publicPaths.inboxMessage(entry.id), lang)}>
      <span class="mail-subject" dir="auto">
        {withoutOverrides(entry.subject) || pagesIn(lang)('inbox.nosubject')}
      </span>
      <span class="detail">
        <Mailbox>{entry.from}</Mailbox> <span class="mirror">→</span> <Ltr>{entry.to}</Ltr>
      </span>
      <span class="detail">
        <Moment at={entry.date} lang={lang} digits="latn" zone={zone} />
      </span>
    </a>
  </li>
)

const Facts = ({ message, lang, zone }: { message: InboxMessage; lang: Locale; zone: string }): VNode => {
  const say = pagesIn(lang)
  return (
    <dl class="facts">
      <dt>{say('inbox.from')}</dt>
      <dd>
        <Mailbox>{message.from}</Mailbox>
      </dd>
      <dt>{say('inbox.to')}</dt>
      <dd>
        <Ltr>{message.to}</Ltr>
      </dd>
      <dt>{say('inbox.date')}</dt>
      <dd>
        <Moment at={message.date} lang={lang} digits="latn" zone={zone} />
      </dd>
    </dl>
  )
}

/** A part of the mail as it is, folded away; whoever scrolls in it by keyboard can reach it. */
const Folded = ({ title, dir, open = false, children }: FoldedProps): VNode => (
  <details open={open}>
    <summary>{title}</summary>
    <pre dir={dir} tabIndex={0}>
      {withoutOverrides(children)}
    </pre>
  </details>
)

interface FoldedProps {
  readonly title: string
  readonly dir: 'auto' | 'ltr'
  readonly open?: boolean
  readonly children: string
}

const Parts = ({ message, lang }: { message: InboxMessage; lang: Locale }): VNode => {
  const say = pagesIn(lang)
  return (
    <>
      {message.hasHtml && (
        <iframe
          class="mail"
          title={say('inbox.frame')}
          src={publicPaths.inboxHtml(message.id)}
          sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
        />
      )}
      {message.text !== null && (
        <Folded title={say('inbox.text.part')} dir="auto" open={!message.hasHtml}>
          {message.text}
        </Folded>
      )}
      <Folded title={say('inbox.headers')} dir="ltr">
        {message.headers.map(({ name, value }) => `${name}: ${value}`).join('\n')}
      </Folded>
      <p class="links">
        <a href={publicPaths.inboxRaw(message.id)}>{say('inbox.raw')}</a>
      </p>
    </>
  )
}

const MessagePage = ({ selected, zone, ...frame }: InboxPageProps & { selected: InboxMessage }): VNode => {
  const say = pagesIn(frame.lang)
  const subject = withoutOverrides(selected.subject) || say('inbox.nosubject')
  return (
    <PublicLayout {...frame} title={subject} wide>
      <p class="links">
        <a href={inLanguage(publicPaths.inbox, frame.lang)}>{say('inbox.back')}</a>
      </p>
      <h1 dir="auto">{subject}</h1>
      <Facts message={selected} lang={frame.lang} zone={zone} />
      <Parts message={selected} lang={frame.lang} />
    </PublicLayout>
  )
}

/** The demo's inbox: all mail, or the one that was chosen. */
export const inboxPage = (props: InboxPageProps): string => {
  const { messages, selected, zone, ...frame } = props
  const say = pagesIn(frame.lang)
  if (selected) return renderPage(<MessagePage {...props} selected={selected} />)
  return renderPage(
    <PublicLayout {...frame} title={say('inbox.title')} wide>
      <h1>{say('inbox.title')}</h1>
      <p class="lead">{say('inbox.text')}</p>
      <p class="detail">{messages.length === 0 ? say('inbox.none') : say('inbox.count', { count: messages.length })}</p>
      <ol class="mails">
        {messages.map((entry) => (
          <Line entry={entry} lang={frame.lang} zone={zone} />
        ))}
      </ol>
    </PublicLayout>,
  )
}

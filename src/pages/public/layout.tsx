import type { ComponentChildren, VNode } from 'preact'
import type { Locale } from '../../domain/locale.ts'
import type { Newsletter } from '../../domain/newsletter.ts'
import { pagesIn } from '../../i18n/pages.ts'
import { ColourBand } from '../parts/colour-band.tsx'
import { Document } from '../parts/document.tsx'
import { LanguageSwitch } from '../parts/language-switch.tsx'
import { Foreign, Ltr, Name, sentence } from '../parts/names.tsx'
import { OutwardLink } from '../parts/outward-link.tsx'
import { inLanguage, publicPaths } from '../paths.ts'

/** What every public page needs to know. */
export interface PublicFrame {
  readonly lang: Locale
  /** What the language switch must keep of the page's query, besides `lang`. */
  readonly query?: Readonly<Record<string, string>>
}

export interface PublicLayoutProps extends PublicFrame {
  readonly title: string
  /** Whose page this is; the masthead then bears its name and colour. */
  readonly newsletter?: Newsletter | null | undefined
  readonly indexed?: boolean
  /** Wide pages set their own columns; all others are one calm column. */
  readonly wide?: boolean
  /** Whether the page bears the newsletter's name as its own heading. */
  readonly nameplate?: boolean
  readonly children: ComponentChildren
}

/** Back to where one came from: the newsletter, or the site behind it where the page itself is the newsletter's. */
const MastheadName = ({ lang, newsletter, nameplate = false }: PublicLayoutProps): VNode => {
  if (newsletter && nameplate) {
    const { siteUrl } = newsletter
    return <span>{siteUrl && <OutwardLink url={siteUrl}>{hostOf(siteUrl)}</OutwardLink>}</span>
  }
  const path = newsletter ? publicPaths.newsletter(newsletter.slug) : publicPaths.home
  return (
    <a class="masthead-name" href={inLanguage(path, lang)}>
      {newsletter ? <Foreign lang={newsletter.locale}>{newsletter.name}</Foreign> : pagesIn(lang)('brand')}
    </a>
  )
}

const hostOf = (url: string): VNode => <Ltr>{URL.parse(url)?.host ?? ''}</Ltr>

const Masthead = (props: PublicLayoutProps): VNode => (
  <header class="masthead">
    {props.newsletter && <ColourBand colour={props.newsletter.colour} />}
    <div class="masthead-line">
      <MastheadName {...props} />
      <LanguageSwitch lang={props.lang} query={props.query} />
    </div>
  </header>
)

const Foot = ({ lang, newsletter }: Pick<PublicLayoutProps, 'lang' | 'newsletter'>): VNode => {
  const say = pagesIn(lang)
  return (
    <footer class="foot">
      {newsletter && (
        <p>
          {sentence(say, 'foot.sender', { sender: <Name>{newsletter.sender.name}</Name> })}
          {newsletter.postalAddress && (
            <>
              <br />
              <Name>{newsletter.postalAddress}</Name>
            </>
          )}
        </p>
      )}
      <p>
        <a href={inLanguage(publicPaths.preferencesLink, lang)}>{say('foot.manage')}</a>
      </p>
      <p>{say('foot.software')}</p>
    </footer>
  )
}

/** The frame of every page that readers see. The page's one `h1` is among the children. */
export const PublicLayout = (props: PublicLayoutProps): VNode => {
  const { lang, newsletter, title, indexed = false, wide = false, children } = props
  return (
    <Document
      lang={lang}
      room="public"
      indexed={indexed}
      title={newsletter && newsletter.name !== title ? `${title} · ${newsletter.name}` : title}
    >
      <a class="skip" href="#content">
        {pagesIn(lang)('skip')}
      </a>
      <Masthead {...props} />
      <main id="content" class={wide ? 'wide' : 'column'}>
        {children}
      </main>
      <Foot lang={lang} newsletter={newsletter} />
    </Document>
  )
}

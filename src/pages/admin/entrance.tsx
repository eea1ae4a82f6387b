import type { AddressFault } from '../../domain/address.ts'
import type { Locale } from '../../domain/locale.ts'
import { adminIn } from '../../i18n/admin.ts'
import { pagesIn } from '../../i18n/pages.ts'
import { Action } from '../parts/action.tsx'
import { EmailField, Hidden, PasswordField } from '../parts/fields.tsx'
import { Notice } from '../parts/notice.tsx'
import { adminPaths } from '../paths.ts'
import { renderPage } from '../render.ts'
import { Entrance } from './layout.tsx'

interface EntranceFrame {
  readonly lang: Locale
  readonly query?: Readonly<Record<string, string>>
}

export interface SignInPageProps extends EntranceFrame {
  readonly csrf: string
  readonly email: string
  /** `wrong` does not tell whether the address is known. */
  readonly error?: 'wrong' | 'too-many' | 'expired'
}

/** The newsroom's door. */
export const signInPage = ({ lang, query, csrf, email, error }: SignInPageProps): string => {
  const say = adminIn(lang)
  return renderPage(
    <Entrance lang={lang} query={query} title={say('signin.title')}>
      <h1>{say('signin.title')}</h1>
      <p class="detail">{say('signin.text')}</p>
      {error && <Notice bad>{say(`signin.${error}`)}</Notice>}
      <form method="post" action={adminPaths.signIn}>
        <Hidden fields={{ csrf, lang }} />
        <EmailField label={say('signin.email')} value={email} invalid={pagesIn(lang)('subscribe.email.invalid')} />
        <PasswordField label={say('signin.password')} autocomplete="current-password" />
        <button type="submit" class="primary">
          {say('signin.button')}
        </button>
      </form>
    </Entrance>,
  )
}

export interface EnterPageProps extends EntranceFrame {
  readonly action: string
  readonly csrf?: string
}

/** What the link on the console opens. It was never in a mail, where a scanner would press the button, so the script may. */
export const enterPage = ({ lang, query, action, csrf }: EnterPageProps): string => {
  const say = adminIn(lang)
  return renderPage(
    <Entrance lang={lang} query={query} title={say('enter.title')}>
      <h1>{say('enter.title')}</h1>
      <p>{say('enter.text')}</p>
      <Action action={action} fields={csrf === undefined ? { lang } : { csrf, lang }} automatic>
        {say('enter.button')}
      </Action>
    </Entrance>,
  )
}

export interface SetupPageProps extends EntranceFrame {
  readonly csrf: string
  readonly email: string
  /** The fewest characters a password may have. */
  readonly passwordLength: number
  readonly faults?: { readonly email?: AddressFault; readonly password?: 'too-short' }
}

/** The first admin chooses an address and a password. */
export const setupPage = ({ lang, query, csrf, email, passwordLength, faults }: SetupPageProps): string => {
  const say = adminIn(lang)
  return renderPage(
    <Entrance lang={lang} query={query} title={say('setup.title')}>
      <h1>{say('setup.title')}</h1>
      <p>{say('setup.text')}</p>
      <form method="post" action={adminPaths.setup}>
        <Hidden fields={{ csrf, lang }} />
        <EmailField
          label={say('signin.email')}
          value={email}
          invalid={pagesIn(lang)('subscribe.email.invalid')}
          fault={faults?.email && pagesIn(lang)(`address.${faults.email}`)}
        />
        <PasswordField
          label={say('signin.password')}
          detail={say('setup.password.detail', { count: passwordLength })}
          autocomplete="new-password"
          minLength={passwordLength}
          fault={faults?.password && say('setup.password.too-short', { count: passwordLength })}
        />
        <button type="submit" class="primary">
          {say('setup.button')}
        </button>
      </form>
    </Entrance>,
  )
}

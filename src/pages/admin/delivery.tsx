import type { ComponentChildren, VNode } from 'preact'
import type { Locale } from '../../domain/locale.ts'
import { adminIn } from '../../i18n/admin.ts'
import { Ltr, sentence } from '../parts/names.tsx'
import { Moment } from '../parts/times.tsx'
import { renderPage } from '../render.ts'
import { AlarmRow, type AdminAlarm } from './alarms.tsx'
import { AdminLayout } from './layout.tsx'
import type { AdminFrame } from './layout.tsx'
import { DoneNotice } from './notices.tsx'
import type { AdminNotice } from './notices.tsx'

/** A relay as it stands in the process that shows it. */
export interface RelayView {
  readonly label: string
  readonly weight: number
  readonly backup: boolean
  readonly open: number
  readonly most: number
  /** What is wrong with it; null when nothing is. */
  readonly fault: string | null
}

/** A receiver that does not get mail as fast as it comes. */
export interface SlowDestination {
  readonly name: string
  readonly pausedUntil: Date | null
  readonly pausedByAdmin: boolean
  /** Messages a minute; null where only a pause holds it back. */
  readonly rate: number | null
  readonly reply: string | null
}

export interface DkimKeyView {
  readonly domain: string
  readonly state: 'waiting' | 'signing' | 'retired'
  readonly dns: { readonly name: string; readonly value: string }
}

export interface DeliveryPageProps extends AdminFrame {
  readonly relays: readonly RelayView[]
  readonly workers: number
  readonly destinations: readonly SlowDestination[]
  readonly dkimKeys: readonly DkimKeyView[]
  /** Alarms that are over, newest first. */
  readonly past: readonly AdminAlarm[]
  readonly notice?: AdminNotice
}

const Block = ({ id, heading, children }: { id: string; heading: string; children: ComponentChildren }): VNode => (
  <section class="block" aria-labelledby={id}>
    <h2 id={id}>{heading}</h2>
    {children}
  </section>
)

const Alarms = ({ alarms = [], past, lang, csrf }: DeliveryPageProps): VNode => {
  const say = adminIn(lang)
  return (
    <Block id="alarms" heading={say('alarms.heading')}>
      {alarms.length === 0 && <p>{say('alarms.none')}</p>}
      <ul>
        {alarms.map((alarm) => (
          <AlarmRow alarm={alarm} lang={lang} csrf={csrf} />
        ))}
      </ul>
      {past.length > 0 && (
        <details>
          <summary>{say('alarms.past')}</summary>
          <ul>
            {past.map((alarm) => (
              <AlarmRow alarm={alarm} lang={lang} csrf={csrf} />
            ))}
          </ul>
        </details>
      )}
    </Block>
  )
}

const Relay = ({ relay, lang }: { relay: RelayView; lang: Locale }): VNode => {
  const say = adminIn(lang)
  const { label, fault, open, most, backup, weight } = relay
  const state = fault !== null ? 'failing' : open > 0 ? 'well' : 'unused'
  return (
    <li class="row">
      <div>
        <p>
          <Ltr>{label}</Ltr>
        </p>
        <p class="detail">
          {say('relays.connections', { open, most })} {backup ? say('relays.backup') : say('relays.weight', { weight })}
        </p>
        {fault !== null && (
          <p class="fault">
            <Ltr>{fault}</Ltr>
          </p>
        )}
      </div>
      <span class={{ failing: 'tag bad', well: 'tag good', unused: 'tag' }[state]}>{say(`relays.${state}`)}</span>
    </li>
  )
}

const Destination = ({ destination, lang }: { destination: SlowDestination; lang: Locale }): VNode => {
  const say = adminIn(lang)
  const { name, pausedUntil, pausedByAdmin, rate, reply } = destination
  const moment = pausedUntil && <Moment at={pausedUntil} lang={lang} digits="latn" zone="UTC" />
  return (
    <li class="row">
      <div>
        <p>
          <Ltr>{name}</Ltr>
        </p>
        {reply !== null && (
          <p class="detail">
            <Ltr>{reply}</Ltr>
          </p>
        )}
      </div>
      <span class="tag">
        {pausedByAdmin
          ? say('destinations.paused-by-admin')
          : moment
            ? [sentence(say, 'destinations.paused', { moment }), ' UTC']
            : say('destinations.slowed', { rate: rate ?? 0 })}
      </span>
    </li>
  )
}

const DkimKey = ({ dkimKey, lang }: { dkimKey: DkimKeyView; lang: Locale }): VNode => {
  const say = adminIn(lang)
  const { domain, state, dns } = dkimKey
  return (
    <li class="row">
      <div>
        <p>
          <Ltr>{domain}</Ltr>
        </p>
        <details open={state === 'waiting'}>
          <summary>{say('dkim.record')}</summary>
          <pre dir="ltr">{`${dns.name}\n\n${dns.value}`}</pre>
        </details>
      </div>
      <span class={state === 'signing' ? 'tag good' : 'tag'}>{say(`dkim.${state}`)}</span>
    </li>
  )
}

/** How mail leaves this house: what is wrong, the relays, the workers, the receivers that want patience, the keys that sign. */
export const deliveryPage = (props: DeliveryPageProps): string => {
  const { relays, workers, destinations, dkimKeys, notice, lang } = props
  const say = adminIn(lang)
  return renderPage(
    <AdminLayout {...props} alarms={[]} title={say('delivery.title')}>
      <h1>{say('delivery.title')}</h1>
      <DoneNotice notice={notice} lang={lang} />
      <Alarms {...props} />
      <Block id="relays" heading={say('relays.heading')}>
        <ul>
          {relays.map((relay) => (
            <Relay relay={relay} lang={lang} />
          ))}
        </ul>
      </Block>
      <Block id="workers" heading={say('workers.heading')}>
        <p>{say('workers.count', { count: workers })}</p>
      </Block>
      <Block id="destinations" heading={say('destinations.heading')}>
        {destinations.length === 0 && <p>{say('destinations.none')}</p>}
        <ul>
          {destinations.map((destination) => (
            <Destination destination={destination} lang={lang} />
          ))}
        </ul>
      </Block>
      <Block id="dkim" heading={say('dkim.heading')}>
        {dkimKeys.length === 0 && <p>{say('dkim.none')}</p>}
        <ul>
          {dkimKeys.map((dkimKey) => (
            <DkimKey dkimKey={dkimKey} lang={lang} />
          ))}
        </ul>
      </Block>
    </AdminLayout>,
  )
}

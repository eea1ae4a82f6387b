import { alarmKinds } from '../../src/domain/alarm.ts'
import type { AdminAlarm } from '../../src/pages/admin/alarms.tsx'
import { deliveriesPage, type AdminDelivery } from '../../src/pages/admin/deliveries.tsx'
import { deliveryPage, type DeliveryPageProps } from '../../src/pages/admin/delivery.tsx'
import { issuePage, type IssuePageProps } from '../../src/pages/admin/issue.tsx'
import { at } from './sample-content.ts'

/** One alarm of every kind, the gravest first. */
export const sampleAlarms = (newsletter: string): AdminAlarm[] =>
  alarmKinds.map((kind, index) => ({
    id: String(index + 1),
    kind,
    about: kind === 'relay' ? 'relay mx.example:587' : kind === 'complaints' ? 'newsletter 1' : 'issue 42',
    level: kind === 'complaints' ? 'warn' : 'grave',
    facts: {
      newsletter,
      count: 11,
      total: 1200,
      name: 'mx.example:587',
      reply: '550 5.7.1 Service unavailable; client host blocked using Spamhaus',
      obstacle: 'no_postal_address',
    },
    raisedAt: at('2026-11-22T09:00:00Z'),
    settledAt: null,
    byAdmin: false,
  }))

const deliveriesOf = (typed: string): AdminDelivery[] => {
  const delivery = { address: typed, reply: null, changedAt: at('2026-11-22T05:01:00Z'), attempts: [] }
  const attempt = { relay: 'mx.example:587', at: at('2026-11-22T05:00:30Z') } as const
  return [
    { ...delivery, state: 'refused', reason: 'address_not_supported' },
    {
      ...delivery,
      state: 'uncertain',
      reason: 'connection_lost',
      attempts: [
        { ...attempt, number: 1, state: 'deferred', phase: 'rcpt', reply: '451 4.7.1 greylisted, come back' },
        { ...attempt, number: 2, state: 'uncertain', phase: 'after_dot', reply: null },
      ],
    },
    { ...delivery, address: null, state: 'skipped', reason: 'erased', changedAt: null },
    { ...delivery, state: 'refused', reason: 'eclipse', reply: `550 <${typed}> no` },
  ]
}

const deliveryOf = (frame: Pick<DeliveryPageProps, 'lang' | 'csrf'>, typed: string): DeliveryPageProps => ({
  ...frame,
  relays: [
    { label: 'mx.example:587', weight: 3, backup: false, open: 10, most: 20, fault: null },
    {
      label: 'mx2.example:587',
      weight: 1,
      backup: false,
      open: 0,
      most: 20,
      fault: 'relay mx2.example:587 auth: 535 5.7.8',
    },
    { label: 'spare.example:25', weight: 1, backup: true, open: 0, most: 5, fault: null },
  ],
  workers: 2,
  destinations: [
    {
      name: 'gmail.com',
      pausedUntil: at('2026-11-22T09:30:00Z'),
      pausedByAdmin: false,
      rate: 60,
      reply: `421 4.7.0 ${typed}`,
    },
    { name: 'outlook.com', pausedUntil: null, pausedByAdmin: true, rate: null, reply: null },
    { name: 'yahoo.com', pausedUntil: null, pausedByAdmin: false, rate: 3, reply: null },
  ],
  dkimKeys: [
    {
      domain: 'example.org',
      state: 'waiting',
      dns: { name: 'n2611._domainkey.example.org', value: `v=DKIM1; k=rsa; p=${'MIIBIjANBgkqhkiG9w0B'.repeat(18)}` },
    },
    { domain: 'example.net', state: 'signing', dns: { name: 'n2610._domainkey.example.net', value: 'v=DKIM1; p=x' } },
  ],
  past: [],
})

/** The pages that show how mail leaves the house. */
export const deliverySamples = (about: IssuePageProps): Record<string, string> => {
  const { lang, csrf, newsletter, counts } = about
  const alarms = sampleAlarms(newsletter.name)
  const [first] = alarms
  const typed = about.failures[0]?.address ?? ''
  const page = { lang, csrf, newsletter, issue: about.issue, counts }
  const quiet = { ...deliveryOf({ lang, csrf }, typed), relays: [], destinations: [], dkimKeys: [], workers: 1 }
  return {
    'issue-stopped': issuePage({
      ...about,
      alarms: alarms.filter(({ kind }) => kind === 'breaker' || kind === 'relay'),
      issue: { ...about.issue, state: 'paused' },
      stopped: true,
      notice: { kind: 'sent-again', count: 3 },
    }),
    deliveries: deliveriesPage({
      ...page,
      alarms: alarms.slice(0, 2),
      state: null,
      deliveries: deliveriesOf(typed),
      next: '7',
      isFirst: false,
    }),
    'deliveries-none': deliveriesPage({ ...page, state: 'expired', deliveries: [], next: null, isFirst: true }),
    delivery: deliveryPage({
      ...deliveryOf({ lang, csrf }, typed),
      alarms,
      past: first ? [{ ...first, settledAt: at('2026-11-22T10:00:00Z'), byAdmin: true }] : [],
      notice: { kind: 'settled' },
    }),
    'delivery-quiet': deliveryPage(quiet),
  }
}

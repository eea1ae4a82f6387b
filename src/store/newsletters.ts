import type { Digits, Locale } from '../domain/locale.ts'
import type { Newsletter } from '../domain/newsletter.ts'
import { Refused } from '../domain/refusal.ts'
import type { Newsletter as NewsletterRow, PrismaClient } from './generated/client.ts'
import { idOrNull, isTaken } from './rows.ts'

/** What a new newsletter is made of. */
export type NewNewsletter = Omit<Newsletter, 'id'> & { readonly warmUpFrom?: string | null }

/** A newsletter as it is kept. */
export interface KeptNewsletter extends Newsletter {
  /** The day (YYYY-MM-DD, UTC) from which its sender's domain is warmed up; null for one that is known already. */
  readonly warmUpFrom: string | null
  readonly createdAt: Date
}

/** What outsiders name a newsletter by may be anything, even what no row can hold. */
const couldBeSlug = /^[a-z0-9-]{1,63}$/

/** Newsletters, few and small. */
export const newsletterRows = (prisma: PrismaClient) => ({
  async all(): Promise<KeptNewsletter[]> {
    return (await prisma.newsletter.findMany({ orderBy: { id: 'asc' } })).map(toNewsletter)
  },

  async byId(id: string): Promise<KeptNewsletter | null> {
    const key = idOrNull(id)
    const row = key === null ? null : await prisma.newsletter.findUnique({ where: { id: key } })
    return row && toNewsletter(row)
  },

  async bySlug(slug: string): Promise<KeptNewsletter | null> {
    if (!couldBeSlug.test(slug)) return null
    const row = await prisma.newsletter.findUnique({ where: { slug } })
    return row && toNewsletter(row)
  },

  /** @throws Refused `conflict` when the slug is taken */
  async add(newsletter: NewNewsletter, createdAt: Date): Promise<KeptNewsletter> {
    try {
      return toNewsletter(await prisma.newsletter.create({ data: { ...toColumns(newsletter), createdAt } }))
    } catch (error) {
      throw isTaken(error) ? new Refused({ kind: 'conflict', what: 'slug_taken' }) : error
    }
  },

  /** @throws Refused `conflict` when the new slug is taken */
  async save({ id, ...newsletter }: KeptNewsletter): Promise<void> {
    try {
      await prisma.newsletter.update({ where: { id: BigInt(id) }, data: toColumns(newsletter) })
    } catch (error) {
      throw isTaken(error) ? new Refused({ kind: 'conflict', what: 'slug_taken' }) : error
    }
  },
})

const toColumns = <Fields extends NewNewsletter>({ sender, cadences, warmUpFrom, ...columns }: Fields) => ({
  ...columns,
  warmUpFrom: warmUpFrom ? new Date(`${warmUpFrom}T00:00:00Z`) : null,
  cadences: [...cadences],
  senderName: sender.name,
  senderAddress: sender.address,
})

const toNewsletter = (row: NewsletterRow): KeptNewsletter => ({
  id: String(row.id),
  slug: row.slug,
  name: row.name,
  description: row.description,
  locale: row.locale as Locale,
  digits: row.digits as Digits,
  timeZone: row.timeZone,
  cadence: row.cadence,
  cadences: row.cadences,
  hour: row.hour,
  weekday: row.weekday,
  settleMinutes: row.settleMinutes,
  maxPosts: row.maxPosts,
  sender: { name: row.senderName, address: row.senderAddress },
  replyTo: row.replyTo,
  postalAddress: row.postalAddress,
  siteUrl: row.siteUrl,
  colour: row.colour,
  warmUpFrom: row.warmUpFrom?.toISOString().slice(0, 10) ?? null,
  createdAt: row.createdAt,
})

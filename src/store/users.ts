import { createHash } from 'node:crypto'
import type { Locale } from '../domain/locale.ts'
import type { PrismaClient, User as UserRow } from './generated/client.ts'

/** An admin. */
export interface User {
  readonly id: string
  readonly email: string
  readonly passwordHash: string
  readonly lang: Locale
}

/** A signed-in browser. */
export interface Session {
  readonly user: User
  readonly csrf: string
}

/** Admins and their sessions; cookies are kept as hashes only. */
export const userRows = (prisma: PrismaClient) => ({
  count: (): Promise<number> => prisma.user.count(),

  async all(): Promise<User[]> {
    return (await prisma.user.findMany({ orderBy: { id: 'asc' } })).map(toUser)
  },

  async byEmail(email: string): Promise<User | null> {
    const row = await prisma.user.findUnique({ where: { email: email.toLowerCase() } })
    return row && toUser(row)
  },

  /** Makes an admin, or gives an existing one a new password and ends their sessions. */
  async put({ email, passwordHash, lang }: Omit<User, 'id'>): Promise<User> {
    const [, row] = await prisma.$transaction([
      prisma.session.deleteMany({ where: { user: { email: email.toLowerCase() } } }),
      prisma.user.upsert({
        where: { email: email.toLowerCase() },
        create: { email: email.toLowerCase(), passwordHash, lang },
        update: { passwordHash },
      }),
    ])
    return toUser(row)
  },

  async setLanguage(id: string, lang: Locale): Promise<void> {
    await prisma.user.update({ where: { id: BigInt(id) }, data: { lang } })
  },

  async openSession(
    userId: string,
    { cookie, csrf, expiresAt }: { cookie: string; csrf: string; expiresAt: Date },
  ): Promise<void> {
    await prisma.session.create({ data: { tokenHash: hashOf(cookie), userId: BigInt(userId), csrf, expiresAt } })
  },

  async sessionOf(cookie: string, now: Date): Promise<Session | null> {
    const row = await prisma.session.findUnique({ where: { tokenHash: hashOf(cookie) }, include: { user: true } })
    return row !== null && row.expiresAt > now ? { user: toUser(row.user), csrf: row.csrf } : null
  },

  async closeSession(cookie: string): Promise<void> {
    await prisma.session.deleteMany({ where: { tokenHash: hashOf(cookie) } })
  },

  async dropExpired(now: Date): Promise<void> {
    await prisma.session.deleteMany({ where: { expiresAt: { lte: now } } })
  },

  /** Uses up a one-time link; false when it was used before. */
  async useOnce(token: string): Promise<boolean> {
    const { count } = await prisma.usedToken.createMany({ data: [{ tokenHash: hashOf(token) }], skipDuplicates: true })
    return count === 1
  },

  async wasUsed(token: string): Promise<boolean> {
    return (await prisma.usedToken.findUnique({ where: { tokenHash: hashOf(token) } })) !== null
  },
})

const hashOf = (token: string) => new Uint8Array(createHash('sha256').update(token).digest())

const toUser = (row: UserRow): User => ({
  id: String(row.id),
  email: row.email,
  passwordHash: row.passwordHash,
  lang: row.lang as Locale,
})

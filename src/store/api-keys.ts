import { createHash } from 'node:crypto'
import type { PrismaClient } from './generated/client.ts'

/** A key for the admin API. */
export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
}

/** API keys, kept as hashes only. */
export const apiKeyRows = (prisma: PrismaClient) => ({
  /** Keeps a key under a name; the same secret again takes the new scopes. */
  async put(secret: string, { name, scopes }: { name: string; scopes: readonly string[] }): Promise<void> {
    const tokenHash = hashOf(secret)
    await prisma.apiKey.upsert({
      where: { tokenHash },
      create: { tokenHash, name, scopes: [...scopes] },
      update: { name, scopes: [...scopes] },
    })
  },

  async bySecret(secret: string): Promise<ApiKey | null> {
    const row = await prisma.apiKey.findUnique({ where: { tokenHash: hashOf(secret) } })
    return row && { id: String(row.id), name: row.name, scopes: row.scopes }
  },

  /** Remembers that a key was used, to the minute. */
  async noteUse(id: string, now: Date): Promise<void> {
    const minuteAgo = new Date(now.getTime() - 60_000)
    await prisma.apiKey.updateMany({
      where: { id: BigInt(id), OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: minuteAgo } }] },
      data: { lastUsedAt: now },
    })
  },
})

const hashOf = (secret: string) => new Uint8Array(createHash('sha256').update(secret).digest())

import { randomBytes } from 'node:crypto'
import type { House } from './house.ts'
import { putUser } from './sign-in.ts'

/** The demo's own admin; nobody knows the password, the printed link is the way in. */
export const demoAdmin = 'admin@demo.example'

/** The first admin and the first key that the configuration names. */
export interface FirstOnes {
  readonly admin: { readonly email: string; readonly password: string } | null
  readonly apiKey: string | null
}

/**
 * Sees to it that somebody can get in: makes the admin and the key that the configuration names, where there are none yet.
 * Returns the one-time link to be printed: of a demo, or while there is no admin at all; else null.
 */
export const firstAdmin = async (
  house: House,
  { admin, apiKey }: FirstOnes,
  isDemo: boolean,
): Promise<string | null> => {
  const { users, apiKeys } = house.store
  if (apiKey !== null) await apiKeys.put(apiKey, { name: 'API_KEY', scopes: ['*'] })
  if (admin !== null && (await users.byEmail(admin.email)) === null)
    await putUser(house.store, { ...admin, lang: 'ar' })
  const needsDemoAdmin = isDemo && (await users.byEmail(demoAdmin)) === null
  if (needsDemoAdmin)
    await putUser(house.store, { email: demoAdmin, password: randomBytes(24).toString('base64url'), lang: 'ar' })
  if (!isDemo && (await users.count()) > 0) return null
  return house.links.to(`/admin/enter/${house.links.token('setup', { id: '0', round: 0 }, house.clock.now())}`)
}

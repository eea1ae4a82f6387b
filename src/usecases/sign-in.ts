import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { readAddress } from '../domain/address.ts'
import type { Locale } from '../domain/locale.ts'
import { Refused } from '../domain/refusal.ts'
import type { Store } from '../store/store.ts'
import type { User } from '../store/users.ts'
import type { House } from './house.ts'

const scryptAsync = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
)
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
const sessionLife = 14 * 86_400_000
export const shortestPassword = 10

/** A password's hash, salted: `scrypt$<salt>$<hash>` in base64url. */
const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(16)
  const hash = await scryptAsync(password.normalize('NFKC'), salt, 32, cost)
  return `scrypt$${salt.toString('base64url')}$${hash.toString('base64url')}`
}

const matches = async (password: string, stored: string): Promise<boolean> => {
  const [, salt = '', hash = ''] = stored.split('$')
  const computed = await scryptAsync(password.normalize('NFKC'), Buffer.from(salt, 'base64url'), 32, cost)
  const expected = Buffer.from(hash, 'base64url')
  return expected.length === computed.length && timingSafeEqual(expected, computed)
}

/** What a browser is given when it has signed in. */
export interface OpenedSession {
  readonly cookie: string
  readonly expiresAt: Date
}

/**
 * Signs an admin in. An unknown address takes as long as a wrong password.
 * @throws Refused `unauthorized`
 */
export const signIn = async (house: House, email: string, password: string): Promise<OpenedSession> => {
  const user = await house.store.users.byEmail(email.trim())
  const good = await matches(password, user?.passwordHash ?? hashOfNobody)
  if (user === null || !good) throw new Refused({ kind: 'unauthorized' })
  return openSession(house, user)
}

/** Something to compare with when nobody has the address, so that it takes as long. */
const hashOfNobody = `scrypt$${'A'.repeat(22)}$${'A'.repeat(43)}`

const openSession = async (house: House, user: User): Promise<OpenedSession> => {
  const cookie = randomBytes(32).toString('base64url')
  const expiresAt = new Date(house.clock.now().getTime() + sessionLife)
  await house.store.users.openSession(user.id, { cookie, csrf: randomBytes(24).toString('base64url'), expiresAt })
  return { cookie, expiresAt }
}

/** Who is to be an admin. */
export interface NewUser {
  readonly email: string
  readonly password: string
  readonly lang: Locale
}

/** Makes an admin, or gives one a new password and ends their sessions. @throws Refused `invalid` */
export const putUser = async (store: Pick<Store, 'users'>, user: NewUser): Promise<User> =>
  keepUser(store, checked(user))

/** Uses the one-time link that is printed at start to make an admin and sign them in. @throws Refused `invalid`, `link_invalid`, `link_expired` */
export const setUp = async (house: House, token: string, user: NewUser): Promise<OpenedSession> => {
  house.links.follow('setup', token, house.clock.now())
  const valid = checked(user)
  if ((await house.store.users.count()) > 0) throw new Refused({ kind: 'link_expired' })
  if (!(await house.store.users.useOnce(token))) throw new Refused({ kind: 'link_expired' })
  return openSession(house, await keepUser(house.store, valid))
}

/** Signs the demo's admin in by the link that is printed at start. @throws Refused `link_invalid`, `link_expired` */
export const enterDemo = async (house: House, token: string, email: string): Promise<OpenedSession> => {
  house.links.follow('setup', token, house.clock.now())
  const user = await house.store.users.byEmail(email)
  if (user === null || !(await house.store.users.useOnce(token))) throw new Refused({ kind: 'link_expired' })
  return openSession(house, user)
}

const checked = (user: NewUser): NewUser => {
  const address = readAddress(user.email)
  const issues = [
    ...(typeof address === 'string' ? [{ path: 'email', message: address }] : []),
    ...([...user.password].length < shortestPassword ? [{ path: 'password', message: 'too_short' }] : []),
  ]
  if (typeof address === 'string' || issues.length > 0) throw new Refused({ kind: 'invalid', issues })
  return { ...user, email: address.address }
}

const keepUser = async (store: Pick<Store, 'users'>, { email, password, lang }: NewUser): Promise<User> =>
  store.users.put({ email, passwordHash: await hashPassword(password), lang })

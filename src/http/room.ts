import type { Demo } from '../embedded/demo.ts'
import type { Locale } from '../domain/locale.ts'
import type { House } from '../usecases/house.ts'
import type { HookSettings } from './hooks/hooks.ts'

/** What the pages and the API work with. */
export interface Room {
  readonly house: House
  /** For visitors who name no language. */
  readonly defaultLang: Locale
  /** Its local inbox, its bundled site, its admin; null in a server. */
  readonly demo: Omit<Demo, 'furnish'> | null
  /** Proxies in front whose X-Forwarded-For is believed. */
  readonly trustProxy: readonly string[]
  readonly hooks: HookSettings
}

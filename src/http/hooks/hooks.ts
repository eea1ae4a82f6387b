import type { Hook } from './hook.ts'
import { createMailgunHook } from './mailgun.ts'
import { createPostmarkHook } from './postmark.ts'
import { createSendGridHook } from './sendgrid.ts'
import { createSesHook } from './ses.ts'
import type { Ask } from './sns.ts'

/** By what each provider proves itself; one that has nothing is not listened to. */
export interface HookSettings {
  /** ARNs of Amazon's topics. */
  readonly sesTopics: readonly string[]
  /** `user:password` of HTTP basic authentication. */
  readonly postmark: string | null
  /** Base64 of the public key that SendGrid shows. */
  readonly sendgrid: string | null
  readonly mailgun: string | null
}

/** The providers that are listened to, by the name that stands in the address. */
export const createHooks = (settings: HookSettings, ask: Ask): ReadonlyMap<string, Hook> => {
  const hooks = new Map<string, Hook>()
  if (settings.sesTopics.length > 0) hooks.set('ses', createSesHook(settings.sesTopics, ask))
  if (settings.postmark !== null) hooks.set('postmark', createPostmarkHook(settings.postmark))
  if (settings.sendgrid !== null) hooks.set('sendgrid', createSendGridHook(settings.sendgrid))
  if (settings.mailgun !== null) hooks.set('mailgun', createMailgunHook(settings.mailgun))
  return hooks
}

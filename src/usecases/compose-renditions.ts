import type { DigestTemplate } from '../mail/digest-composer.ts'
import type { Rendition } from '../store/renditions.ts'
import type { House } from './house.ts'
import { newsletterOf } from './follow-link.ts'
import { refuseUnfit } from './check-mail.ts'

/** A rendition's template: rendered the first time anybody asks, whichever worker that is, and the same bytes ever after. */
export const templateOf = async (house: House, renditionId: string): Promise<DigestTemplate> => {
  const rendition = await renderedRendition(house, renditionId)
  const issue = await house.store.issues.byId(rendition.issueId)
  if (issue === null) throw new Error(`The issue of rendition ${renditionId} is missing.`)
  const newsletter = await newsletterOf(house, issue.newsletterId)
  return house.digests.compile({ id: renditionId, issueId: issue.id, newsletter, mail: rendition.mail })
}

type Rendered = Rendition & { readonly mail: NonNullable<Rendition['mail']> }

const renderedRendition = async (house: House, renditionId: string): Promise<Rendered> => {
  const rendition = await house.store.renditions.byId(renditionId)
  if (rendition === null) throw new Error(`Rendition ${renditionId} is missing.`)
  if (rendition.mail !== null) return { ...rendition, mail: rendition.mail }
  const issue = await house.store.issues.byId(rendition.issueId)
  const newsletter = await newsletterOf(house, issue?.newsletterId ?? '')
  const marks = house.digests.marksOf(renditionId)
  const mail = await house.renderer.renderDigest(rendition.content, newsletter, marks)
  await refuseUnfit(house, { mail, marks, newsletter, lang: rendition.lang, issueId: rendition.issueId })
  await house.store.renditions.keep(renditionId, mail)
  // Two workers may have rendered at once; what stands in the ledger counts.
  return renderedRendition(house, renditionId)
}

import type { DigestTemplate } from '../mail/digest-composer.ts'

/** Templates that were compiled lately: the batches of an issue come one after another, and share a few. */
export interface TemplateShelf {
  /** The template of a rendition, compiled by whoever asks first; anew after some seconds, so that a change of the sender is heeded. */
  take(renditionId: string, compile: () => Promise<DigestTemplate>): Promise<DigestTemplate>
}

const goodForMs = 10_000
const room = 20

interface Shelved {
  readonly template: Promise<DigestTemplate>
  readonly until: number
}

/** An empty shelf. `elapsed` is a monotonic clock in milliseconds. */
export const createTemplateShelf = (elapsed: () => number): TemplateShelf => {
  const shelf = new Map<string, Shelved>()
  return {
    take(renditionId, compile) {
      const shelved = shelf.get(renditionId)
      if (shelved !== undefined && elapsed() < shelved.until) return shelved.template
      const template = compile()
      shelf.delete(renditionId)
      shelf.set(renditionId, { template, until: elapsed() + goodForMs })
      template.catch(() => shelf.delete(renditionId))
      const [oldest] = shelf.keys()
      if (shelf.size > room && oldest !== undefined) shelf.delete(oldest)
      return template
    },
  }
}

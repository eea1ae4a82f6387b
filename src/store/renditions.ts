import type { DigestContent, RenderedMail } from '../domain/digest.ts'
import type { Locale } from '../domain/locale.ts'
import type { Queryable } from './database.ts'

/** One rendered digest, or one that still waits to be rendered. */
export interface Rendition {
  readonly id: string
  readonly issueId: string
  readonly lang: Locale
  readonly content: DigestContent
  readonly mail: RenderedMail | null
}

/** Renditions of an issue. */
export const renditionRows = (db: Queryable) => ({
  async byId(id: string): Promise<Rendition | null> {
    const [row] = await read(db, 'id = $1', id)
    return row ?? null
  },

  ofIssue(issueId: string): Promise<Rendition[]> {
    return read(db, 'issue_id = $1 order by skip, lang', issueId)
  },

  /** Keeps a rendered mail; the first one stays, so that every reader and every attempt gets the same bytes. */
  async keep(id: string, mail: RenderedMail): Promise<void> {
    await db.query('update rendition set subject = $2, html = $3, text = $4 where id = $1 and html is null', [
      id,
      mail.subject,
      mail.html,
      mail.text,
    ])
  },
})

const read = async (db: Queryable, condition: string, value: string): Promise<Rendition[]> => {
  const rows = await db.query<Omit<Rendition, 'mail'> & RenderedMail>(
    `select id, issue_id as "issueId", lang, content, subject, html, text from rendition where ${condition}`,
    [value],
  )
  return rows.map(({ subject, html, text, ...row }) => ({
    ...row,
    mail: html === null ? null : { subject, html, text },
  }))
}

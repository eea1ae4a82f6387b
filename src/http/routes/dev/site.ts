import { Router, type RequestHandler } from 'express'
import { isLocale } from '../../../domain/locale.ts'
import { Refused } from '../../../domain/refusal.ts'
import type { DemoSite } from '../../../embedded/demo-site.ts'

/** The publications bring their own style, as a site of its own would. */
const sitePage: RequestHandler = (_request, response, next) => {
  response.set(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'",
  )
  next()
}

/** The demo's two small publications: their feeds, their articles, their pictures. */
export const demoSiteRoutes = (site: DemoSite): Router => {
  const router = Router()

  router.get('/dev/site/pictures/:name', (request, response) => {
    const picture = site.picture(request.params.name.replace(/\.png$/, ''))
    if (picture === null) throw new Refused({ kind: 'not_found' })
    response
      .set('Cache-Control', 'public, max-age=86400')
      .set('Cross-Origin-Resource-Policy', 'cross-origin')
      .type('png')
      .send(picture)
  })

  router.get('/dev/site/:lang', sitePage, (request, response) => {
    const { lang } = request.params
    if (!isLocale(lang)) throw new Refused({ kind: 'not_found' })
    response.type('html').send(site.home(lang))
  })

  router.get('/dev/site/:lang/feed.xml', (request, response) => {
    const { lang } = request.params
    if (!isLocale(lang)) throw new Refused({ kind: 'not_found' })
    const { type, body } = site.feed(lang)
    response.type(type).send(body)
  })

  router.get('/dev/site/:lang/:slug', sitePage, (request, response) => {
    const { lang, slug = '' } = request.params
    const article = isLocale(lang) ? site.article(lang, String(slug)) : null
    if (article === null) throw new Refused({ kind: 'not_found' })
    response.type('html').send(article)
  })

  return router
}

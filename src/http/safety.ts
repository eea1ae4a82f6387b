import type { RequestHandler } from 'express'
import helmet from 'helmet'

/** The headers of every answer: no script or style but our own files, nothing from elsewhere, no framing, no referrer. */
export const safetyHeaders = (isHttps: boolean): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        'frame-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  })

/** For pages that show a mail as it will look: its own styles and pictures, in a sandbox without scripts, framed by us alone. */
export const mailFrameHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; frame-ancestors 'self'; base-uri 'self'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation",
    'X-Frame-Options': 'SAMEORIGIN',
  })
  next()
}

/** The newsroom's own pages may know which of them led to which; nobody else learns anything. */
export const ownReferrers: RequestHandler = (_request, response, next) => {
  response.set('Referrer-Policy', 'same-origin')
  next()
}

/** For pages that carry a token or a person's choices: kept by nobody, found by no search engine. */
export const privatePage: RequestHandler = (_request, response, next) => {
  response.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' })
  next()
}

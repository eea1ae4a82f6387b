import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'

/** A whole page as the bytes of an answer: `text/html; charset=utf-8`, every text in it escaped. */
export const renderPage = (page: VNode): string => `<!doctype html>${renderToString(page)}\n`

import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { renderDigest, renderNotice } from '../../emails/render.ts'
import type { RenderedMail } from '../../src/domain/digest.ts'
import { browserTest as test, hasBrowser, openBrowser } from '../support/browser.ts'
import { contentIn, newsletterIn, postIn, salma } from './examples.ts'

let browser: Browser

beforeAll(async () => {
  if (hasBrowser) browser = await openBrowser()
})
afterAll(async () => browser?.close())

const mixed = contentIn('ar', 0, { posts: [postIn('ar', 0), postIn('en', 1), postIn('ar', 2)], more: 3 })
const asked = { kind: 'confirm', confirmUrl: 'https://news.example/c/1', cadence: 'weekly' } as const
const mails: Readonly<Record<string, () => Promise<RenderedMail>>> = {
  Arabic: () => renderDigest(contentIn('ar', 4, { more: 7, note: 'صباح الخير' }), newsletterIn('ar'), salma),
  English: () => renderDigest(contentIn('en', 4, { more: 7 }), newsletterIn('en', { colour: '#ffe14d' }), salma),
  mixed: () => renderDigest(mixed, newsletterIn('ar', { name: 'City Letter', colour: '#1d5c8a' }), salma),
  endless: () => {
    const words = 'ا'.repeat(80) + 'pneumonoultramicroscopic'.repeat(10)
    const posts = [0, 1].map((index) => postIn('ar', index, { title: words, excerpt: words, author: words }))
    return renderDigest(contentIn('ar', 0, { posts, note: words }), newsletterIn('ar', { name: words }), salma)
  },
  confirming: () => renderNotice({ ...asked, lang: 'en' }, newsletterIn('en', { colour: '#ffe14d' }), salma),
  'Arabic confirming': () => renderNotice({ ...asked, lang: 'ar' }, newsletterIn('ar'), salma),
}

/** Opens a mail with the network cut; images come as one grey picture. */
const open = async (mail: RenderedMail, look: { width: number; dark?: boolean }): Promise<Page> => {
  const page = await browser.newPage({
    viewport: { width: look.width, height: 800 },
    colorScheme: look.dark ? 'dark' : 'light',
  })
  const picture =
    '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="675"><rect width="100%" height="100%"/></svg>'
  await page.route('**/*.jpg', (route) => route.fulfill({ contentType: 'image/svg+xml', body: picture }))
  await page.setContent(mail.html, { waitUntil: 'load' })
  return page
}

const shapes = Object.keys(mails).flatMap((name) => [360, 640].map((width) => [name, width] as const))

test.each(shapes)('the %s mail fits a window of %i pixels', async (name, width) => {
  const page = await open(await mails[name]!(), { width })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
  const outside = await page.evaluate(() =>
    [...document.querySelectorAll('h1,h2,p,img,a')]
      .map((element) => element.getBoundingClientRect())
      .filter((box) => box.width > 0 && (box.left < -0.5 || box.right > innerWidth + 0.5)),
  )
  expect(outside).toEqual([])
  await page.close()
})

test('in a mixed digest every title begins at its own side of the sheet', async () => {
  const page = await open(await mails['mixed']!(), { width: 640 })
  const sides = await page.evaluate(() =>
    [...document.querySelectorAll('h2')].map((title) => {
      const range = document.createRange()
      range.selectNodeContents(title)
      const { left, right } = range.getBoundingClientRect()
      return { left: Math.round(left), right: Math.round(right) }
    }),
  )
  expect(sides.map(({ left, right }) => [left === 52, right === 588])).toEqual([
    [false, true],
    [true, false],
    [false, true],
  ])
  await page.close()
})

const schemes = Object.keys(mails).flatMap((name) => [false, true].map((dark) => [name, dark] as const))

test.each(schemes)('the %s mail is legible and named for screen readers (in the dark: %s)', async (name, dark) => {
  const page = await open(await mails[name]!(), { width: 640, dark })
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core') })
  const rules = [
    'color-contrast',
    'image-alt',
    'link-name',
    'html-has-lang',
    'valid-lang',
    'document-title',
    'heading-order',
  ]
  const found: unknown =
    await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(rules)} }).then(({ violations, passes }) => ({
    broken: violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html])),
    kept: passes.map(({ id }) => id),
  }))`)
  expect(found).toMatchObject({ broken: [] })
  // axe measures the contrast of Latin letters only; the colours are the same in both languages.
  const measured = name === 'English' || name === 'confirming' ? ['color-contrast', 'link-name'] : ['link-name']
  expect(found).toMatchObject({ kept: expect.arrayContaining(measured) })
  await page.close()
})

test('nothing that a post brings runs or reaches for the network', async () => {
  const evil = '"><img src="https://canary.invalid/a.png" onerror="alert(1)"><script>alert(2)</script>'
  const posts = [0, 1].map((index) =>
    postIn('en', index, { title: evil, excerpt: evil, author: evil, categories: [evil], image: null, lang: evil }),
  )
  const newsletter = newsletterIn('en', { name: evil, description: evil, postalAddress: evil, colour: evil })
  const mail = await renderDigest(contentIn('en', 0, { posts, note: evil }), newsletter, { ...salma, address: evil })
  const page = await browser.newPage()
  const deeds: string[] = []
  page.on('dialog', (dialog) => deeds.push(dialog.message()))
  page.on('request', (request) => deeds.push(request.url()))
  await page.setContent(mail.html, { waitUntil: 'networkidle' })
  expect(deeds).toEqual([])
  await page.close()
})

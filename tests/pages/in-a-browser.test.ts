import { createRequire } from 'node:module'
import { expect, test as always } from '@jest/globals'
import type { Page } from 'playwright-core'
import { locales } from '../../src/domain/locale.ts'
import { honestWords } from './sample-content.ts'
import { samplePages } from './samples.ts'
import { hasBrowser, showPages } from './shown-pages.ts'
import type { ShownPages } from './shown-pages.ts'

const test = hasBrowser ? always : always.skip
if (!hasBrowser) process.stderr.write('No Chromium here: pages are not looked at in a browser.\n')

const axePath = createRequire(import.meta.url).resolve('axe-core')
const patience = 180_000

interface Complaint {
  readonly page: string
  readonly what: string
}

/** Runs inside the page, which knows no types of ours. */
const barriers = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<{ violations: { id: string }[] }> } }
    const { violations } = await axe.run({ resultTypes: ['violations'] })
    return violations.map(({ id }) => id)
  })

const sidewaysBy = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

const tooSmall = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'button, .button, summary, input:not([type=hidden]):not([type=radio]), .option, textarea, .switch',
      ),
    ]
      .filter((target) => !target.closest('.unseen') && target.getBoundingClientRect().height < 43.9)
      .map((target) => target.outerHTML.slice(0, 80)),
  )

const lookAt = async (page: Page, name: string): Promise<Complaint[]> => {
  const found: string[] = []
  await page.addScriptTag({ path: axePath }).catch(() => page.evaluate(''))
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    found.push(...(await barriers(page)).map((id) => `${id} (${scheme})`))
  }
  for (const width of [360, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    if ((await sidewaysBy(page)) > 0) found.push(`wider than ${width} pixels`)
  }
  found.push(...(await tooSmall(page)))
  return found.map((what) => ({ page: name, what }))
}

const complaintsAbout = async (shown: ShownPages, names: readonly string[]): Promise<Complaint[]> => {
  // Only for axe, which has to be put into the page: what the policy forbids is looked for in a test of its own.
  const context = await shown.browser.newContext({ viewport: { width: 360, height: 800 }, bypassCSP: true })
  const complaints: Complaint[] = []
  for (const name of names) {
    const page = await context.newPage()
    await page.goto(shown.url(`/${name}`))
    complaints.push(...(await lookAt(page, name)))
    await page.close()
  }
  await context.close()
  return complaints
}

const pagesByPath = (lang: 'ar' | 'en') => {
  const { enter: _submitsItself, ...pages } = samplePages(lang, honestWords)
  return Object.fromEntries(Object.entries(pages).map(([name, html]) => [`/${name}`, html]))
}

for (const lang of locales) {
  test(
    `every page in ${lang} is free of barriers by day and by night, and never scrolls sideways`,
    async () => {
      const pages = pagesByPath(lang)
      await using shown = await showPages(pages)
      expect(
        await complaintsAbout(
          shown,
          Object.keys(pages).map((path) => path.slice(1)),
        ),
      ).toEqual([])
    },
    patience,
  )
}

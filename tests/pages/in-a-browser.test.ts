import { createRequire } from 'node:module'
import { expect } from '@jest/globals'
import type { Page } from 'playwright-core'
import { locales } from '../../src/domain/locale.ts'
import { honestWords } from './sample-content.ts'
import { samplePages } from './samples.ts'
import { browserTest as test } from '../support/browser.ts'
import { showPages } from './shown-pages.ts'
import type { ShownPages } from './shown-pages.ts'

const axePath = createRequire(import.meta.url).resolve('axe-core')
const patience = 180_000

interface Complaint {
  readonly page: string
  readonly what: string
}

/** Accessibility rules that the page breaks; by night only colours can have changed. */
const barriers = (page: Page, scheme: 'light' | 'dark'): Promise<string[]> =>
  page.evaluate(
    async (options) => {
      const { axe } = window as unknown as { axe: { run(options: object): Promise<{ violations: { id: string }[] }> } }
      const { violations } = await axe.run(options)
      return violations.map(({ id }) => id)
    },
    scheme === 'dark' ? { runOnly: ['color-contrast'] } : {},
  )

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
  await page.addScriptTag({ path: axePath })
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    found.push(...(await barriers(page, scheme)).map((id) => `${id} (${scheme})`))
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
  // Colours that fade would be measured half-way.
  const page = await shown.browser.newPage({ bypassCSP: true, reducedMotion: 'reduce' })
  const complaints: Complaint[] = []
  for (const name of names) {
    await page.setViewportSize({ width: 360, height: 800 })
    await page.goto(shown.url(`/${name}`))
    complaints.push(...(await lookAt(page, name)))
  }
  return complaints
}

/** One page of every build; the others differ from these in words alone. */
const looked = [
  'home',
  'newsletter',
  'newsletter-faults',
  'sent',
  'confirm',
  'confirmed',
  'link-expired',
  'unsubscribe',
  'goodbye',
  'preferences-faults',
  'problem',
  'problem-kind',
  'inbox',
  'inbox-message',
  'sign-in-wrong',
  'setup-faults',
  'newsroom',
  'desk',
  'desk-idle',
  'preview',
  'bounces',
  'bounces-issue',
  'issue',
  'issue-stopped',
  'desk-lacking',
  'deliveries',
  'delivery',
]

for (const lang of locales) {
  test(
    `the pages in ${lang} are free of barriers by day and by night, and never scroll sideways`,
    async () => {
      const pages = samplePages(lang, honestWords)
      expect(Object.keys(pages)).toEqual(expect.arrayContaining(looked))
      await using shown = await showPages(Object.fromEntries(looked.map((name) => [`/${name}`, pages[name] ?? ''])))
      expect(await complaintsAbout(shown, looked)).toEqual([])
    },
    patience,
  )
}

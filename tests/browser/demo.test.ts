import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from '@jest/globals'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { startService, type RunningService } from '../../src/service.ts'
import { browserTest, hasBrowser, openBrowser } from '../support/browser.ts'
import { freePort } from '../support/free-port.ts'
import { until } from '../support/wait.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8')
const patience = 120_000
let browser: Browser
let demo: RunningService
let directory: string
/** The newsroom, entered once: the printed link is good for one time. */
let desk: Page

beforeAll(async () => {
  if (!hasBrowser) return
  directory = await mkdtemp(join(tmpdir(), 'nashra-demo-'))
  const config = readConfig({ DATA_DIR: directory, PORT: String(await freePort()), LOG_LEVEL: 'silent', NO_OPEN: '1' })
  demo = await startService(config, 'all', createLog('silent'))
  browser = await openBrowser()
  desk = await browser.newPage()
  await desk.goto(demo.entrance ?? '')
  await desk.waitForURL(/\/admin\?/)
}, patience)

afterAll(async () => {
  if (!hasBrowser) return
  await browser.close()
  await demo.stop()
  await rm(directory, { recursive: true, force: true })
}, patience)

interface Mail {
  readonly id: string
  readonly to: string
  readonly subject: string
}

const mailsTo = async (address: string): Promise<Mail[]> => {
  const response = await fetch(`${demo.baseUrl}/dev/inbox/messages`)
  return ((await response.json()) as Mail[]).filter((mail) => mail.to === address)
}

/** What is wrong with a page as it stands: barriers that axe finds, and scrolling sideways. */
const faultsOf = async (page: Page): Promise<string[]> => {
  // Evaluated, not added as a tag: the pages' own policy stays in force.
  await page.evaluate(axe)
  const barriers = await page.evaluate(async () => {
    const loaded = window as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } }
    return (await loaded.axe.run()).violations.map(({ id }) => id)
  })
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  )
  return [...barriers, ...(sideways ? ['scrolls sideways'] : [])].map(
    (fault) => `${new URL(page.url()).pathname.slice(0, 30)}: ${fault}`,
  )
}

/** Opens the newest mail in the inbox and follows its button, as a reader would. */
const followMail = async (context: BrowserContext, address: string, kind: string): Promise<Page> => {
  const [mail] = await mailsTo(address)
  const page = await context.newPage()
  await page.goto(`${demo.baseUrl}/dev/inbox/messages/${mail?.id ?? ''}`)
  const frame = page.frameLocator('iframe')
  const [opened] = await Promise.all([
    context.waitForEvent('page'),
    frame.locator(`a[href*="/${kind}/"]`).first().click(),
  ])
  await opened.waitForLoadState()
  await page.close()
  return opened
}

const looks = [
  { slug: 'marsad', lang: 'ar', width: 360, script: true },
  { slug: 'lantern', lang: 'en', width: 1280, script: false },
] as const

for (const { slug, lang, width, script } of looks)
  browserTest(
    `a visitor of ${slug} gets from an address to a digest in the inbox and out again, ${width} px wide, ${script ? 'with' : 'without'} script`,
    async () => {
      const context = await browser.newContext({
        viewport: { width, height: 800 },
        javaScriptEnabled: script,
      })
      const address = `reader-of-${slug}@example.org`
      const page = await context.newPage()
      const faults: string[] = []
      const look = async (at: Page): Promise<void> => {
        expect(await at.locator('html').getAttribute('lang')).toBe(lang)
        expect(await at.locator('html').getAttribute('dir')).toBe(lang === 'ar' ? 'rtl' : 'ltr')
        if (script) faults.push(...(await faultsOf(at)))
      }

      await page.goto(`${demo.baseUrl}/n/${slug}`)
      await look(page)
      await page.fill('input[type=email]', address)
      await page.click('form button.primary')
      await look(page)
      await until('the confirmation is in the inbox', async () => (await mailsTo(address)).length === 1)

      const confirming = await followMail(context, address, 'confirm')
      await look(confirming)
      await confirming.click('main form button')
      await look(confirming)

      await desk.goto(`${demo.baseUrl}/admin/n/${slug}`)
      await desk.click('#digest button.primary')
      await desk.waitForURL(/\/admin\/issues\//)
      await until('the digest is in the inbox', async () => (await mailsTo(address)).length === 2)

      const [digest] = await mailsTo(address)
      await page.goto(`${demo.baseUrl}/dev/inbox/messages/${digest?.id ?? ''}`)
      await page.frameLocator('iframe').locator('a[href*="/unsubscribe/"]').click()
      await page.waitForURL(/\/unsubscribe\//)
      await look(page)
      await page.click('main form button')
      await look(page)
      expect(await demo.house.store.subscriptions.ofAddress(address, null)).toMatchObject([{ state: 'unsubscribed' }])
      await page.click('main form button')
      expect(await demo.house.store.subscriptions.ofAddress(address, null)).toMatchObject([{ state: 'active' }])
      expect(faults).toEqual([])
      await context.close()
    },
    patience,
  )

import { existsSync } from 'node:fs'
import { test } from '@jest/globals'
import { chromium, type Browser } from 'playwright-core'

const executablePath = '/usr/bin/chromium'

/** Whether there is a browser to look with. */
export const hasBrowser = existsSync(executablePath)

/** A test that needs a browser; where there is none it is skipped, and one line says so. */
export const browserTest = hasBrowser ? test : test.skip

if (!hasBrowser) process.stderr.write('No Chromium at /usr/bin/chromium: tests that look with a browser are skipped.\n')

/** A headless Chromium that talks to nobody but the pages it is shown. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  })

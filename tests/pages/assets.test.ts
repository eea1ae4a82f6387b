import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { assets, iconPath, scriptPath, stylesheetPath } from '../../src/pages/assets.ts'

const bodyOf = (path: string): string => assets.find((asset) => asset.path === path)?.body ?? ''

test('the name of every asset changes with its bytes, so that it may be kept for ever', () => {
  for (const { path, body } of assets) {
    const digest = createHash('sha256').update(body).digest('hex').slice(0, 12)
    expect(path).toMatch(new RegExp(`^/assets/nashra-${digest}\\.(css|js|svg)$`))
  }
  expect(new Set([iconPath, scriptPath, stylesheetPath]).size).toBe(assets.length)
})

test('the script is small and comes without its author’s notes', () => {
  expect(Buffer.byteLength(bodyOf(scriptPath))).toBeLessThan(8000)
  expect(bodyOf(scriptPath)).toContain('data-zone')
  expect(bodyOf(scriptPath)).not.toMatch(/sourceMappingURL|^\s*\/[/*]|^\s*import /m)
})

test('the stylesheet lays out by direction, loads nothing, and leaves Arabic letters joined and upright', () => {
  const css = bodyOf(stylesheetPath)
  expect(css).not.toMatch(/(margin|padding|border)-(left|right)|[\s{;](left|right):|text-align: (left|right)|float:/)
  expect(css).not.toMatch(/url\(|@import|@font-face/)
  expect(css).not.toMatch(/letter-spacing|italic|text-transform|justify;|text-align: justify/)
  expect(css).toContain("'Segoe UI', Tahoma, 'Geeza Pro', 'Noto Sans Arabic', Arial, sans-serif")
})

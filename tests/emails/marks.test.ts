import { expect, test } from '@jest/globals'
import { renderDigest, renderNotice } from '../../emails/render.ts'
import type { Locale } from '../../src/domain/locale.ts'
import { contentIn, newsletterIn, times } from './examples.ts'

const marks = {
  address: 'slot-ab12cd34-address',
  unsubscribeUrl: 'https://slot-ab12cd34-unsubscribe.invalid/',
  preferencesUrl: 'https://slot-ab12cd34-preferences.invalid/',
}

test.each<Locale>(['ar', 'en'])('marks stand in a digest in %s once each, exactly as given', async (lang) => {
  const { html, text, subject } = await renderDigest(contentIn(lang, 12), newsletterIn(lang), marks)
  for (const mark of Object.values(marks)) {
    expect(times(html, mark)).toBe(1)
    expect(times(text, mark)).toBe(1)
  }
  expect(times(html, 'slot-ab12cd34')).toBe(3)
  expect(times(text, 'slot-ab12cd34')).toBe(3)
  expect(subject).not.toContain('slot')
  expect(html).toContain(`href="${marks.unsubscribeUrl}"`)
  expect(html).toContain(`href="${marks.preferencesUrl}"`)
})

test('marked links stand alone on their lines of the text, after all posts', async () => {
  const content = contentIn('ar', 3)
  const { text } = await renderDigest(content, newsletterIn('ar'), marks)
  const lines = text.split('\n')
  for (const mark of [marks.unsubscribeUrl, marks.preferencesUrl]) {
    expect(lines.indexOf(mark)).toBeGreaterThan(lines.indexOf(content.posts[2]?.url ?? ''))
  }
})

test('a real link with an ampersand is an entity in HTML and itself in text', async () => {
  const url = 'https://news.example/u?a=1&b=2'
  const parts = { ...marks, unsubscribeUrl: url }
  const { html, text } = await renderDigest(contentIn('en', 1), newsletterIn('en'), parts)
  expect(html).toContain('href="https://news.example/u?a=1&amp;b=2"')
  expect(text.split('\n')).toContain(url)
})

test('marks survive in a notice too', async () => {
  const confirmUrl = 'https://slot-ab12cd34-confirm.invalid/'
  const { html, text } = await renderNotice(
    { kind: 'confirm', lang: 'ar', confirmUrl, cadence: 'daily' },
    newsletterIn('ar'),
    { address: marks.address },
  )
  for (const mark of [confirmUrl, marks.address]) {
    expect(times(html, mark)).toBe(1)
    expect(times(text, mark)).toBe(1)
  }
  expect(text.split('\n')).toContain(confirmUrl)
})

import { expect, test } from '@jest/globals'
import { load } from 'cheerio'
import { sourceFaultKinds } from '../../src/sources/source-fault.ts'
import { sourceFaultText } from '../../src/i18n/admin-source-faults.ts'
import { issuePage } from '../../src/pages/admin/issue.tsx'
import { sampleCounts, sampleIssue } from './newsroom-samples.ts'
import { honestWords } from './sample-content.ts'
import { sampleNewsletter, samplePages } from './samples.ts'

const pages = { ar: samplePages('ar', honestWords), en: samplePages('en', honestWords) }
const open = (name: string, lang: 'ar' | 'en' = 'en') => load(pages[lang][name] ?? '')

test('the send button says to how many readers it sends, and stands still with a reason when there is nothing to send', () => {
  const ready = open('desk')('.digest button.primary')
  expect(ready.text()).toBe('Send now to 1,240 readers')
  expect(ready.attr('formaction')).toBe('/admin/n/sada/send')
  expect(open('desk', 'ar')('.digest button.primary').text()).toBe('الإرسال الآن إلى 1,240 قارئًا')
  const $ = open('desk-idle')
  expect($('.digest button.primary').attr()).toMatchObject({ disabled: '', 'aria-describedby': 'obstacle' })
  expect($('#obstacle').text()).toContain('nothing has been published')
})

test('the audience of the next digest is chosen by links, so that the count on the button is always that of the choice', () => {
  const $ = open('desk-idle')
  const chips = $('.chips a')
    .toArray()
    .map((chip) => [$(chip).attr('href'), $(chip).attr('aria-current')])
  expect(chips).toEqual([
    ['?lang=en#digest', undefined],
    ['?cadence=instantly&lang=en#digest', undefined],
    ['?cadence=daily&lang=en#digest', undefined],
    ['?cadence=weekly&lang=en#digest', 'true'],
  ])
  expect($('.digest input[name=cadence]').val()).toBe('weekly')
})

test('a note that was looked at in the preview is still there afterwards', () => {
  const back = open('preview')('main a').first().attr('href') ?? ''
  expect(back.split('?')[0]).toBe('/admin/n/sada')
  expect(Object.fromEntries(new URLSearchParams(back.split('?')[1]))).toEqual({
    note: 'تحية',
    cadence: 'daily',
    lang: 'en',
  })
  expect(open('preview-clean')('main a').first().attr('href')).toBe('/admin/n/sada?lang=en')
})

test('a post can be held, released or kept from readers for ever, by where it stands', () => {
  const $ = open('desk')
  const steps = $('#posts + ol > li')
    .toArray()
    .map((row) =>
      $('form', row)
        .toArray()
        .map((form) => form.attribs['action']),
    )
  expect(steps).toEqual([
    ['/admin/posts/1/hold', '/admin/posts/1/never'],
    ['/admin/posts/2/hold', '/admin/posts/2/never'],
    ['/admin/posts/3/release', '/admin/posts/3/never'],
    ['/admin/posts/4/release'],
    [],
  ])
  expect($('#posts + ol > li').eq(2).text()).toContain('Held back: many came at once')
  expect($('#posts + ol > li').eq(0).text()).toContain('Settling until November 22, 2026, 12:15')
})

test('a source that fails says why in plain words; one that is read another way says so too', () => {
  const $ = open('newsroom')
  const rows = $('.overview li')
    .toArray()
    .map((row) => $(row).text())
  expect(rows[0]).toContain('works')
  expect(rows[1]).toMatch(/failing.*The name of its host is not known.*\(4 failed attempts in a row\)/)
  expect(rows[2]).toMatch(/works.*something other than JSON.*Read through its feed instead/)
  expect($('.overview li').eq(3).find('form')).toHaveLength(0)
})

test('everything that can go wrong with a source has words of its own', () => {
  for (const word of sourceFaultKinds)
    for (const lang of ['ar', 'en'] as const) expect(sourceFaultText(word, lang)).not.toContain(word)
  expect(sourceFaultText('eclipse', 'en')).toBe('It could not be read (eclipse).')
  expect(sourceFaultText('constructor', 'en')).toContain('(constructor)')
})

test('the progress of an issue adds up, in the bar as in the table', () => {
  const $ = open('issue')
  const shares = $('.bar rect')
    .toArray()
    .map((rect) => ({ x: parseFloat(rect.attribs['x'] ?? ''), width: parseFloat(rect.attribs['width'] ?? '') }))
  for (const [index, { x, width }] of shares.entries()) expect(x + width).toBeCloseTo(shares[index + 1]?.x ?? 100)
  const counted = $('tbody [data-count]')
    .toArray()
    .map((cell) => Number($(cell).text().replace(',', '')))
  expect(counted.reduce((all, count) => all + count)).toBe(5000)
  expect($('#progress ~ .lead').text()).toBe('3,531 of 5,000 settled')
  expect($('.block').text()).not.toContain('must be equal')
})

test('a ledger that does not add up is shown as such', () => {
  const html = issuePage({
    lang: 'en',
    csrf: 'c5rf',
    newsletter: sampleNewsletter(honestWords),
    issue: { ...sampleIssue(honestWords), planned: 5001 },
    counts: sampleCounts,
    returned: { hard: 0, soft: 0, complaint: 0 },
    posts: [],
    failures: [],
    stopped: false,
  })
  const text = load(html)('#progress').parent().text()
  expect(text).toContain('In the plan at the freeze: 5,001. Accounted for: 5,000. These two must be equal.')
})

test('an issue under way is followed and can be stopped; one that has ended is left in peace', () => {
  const sending = open('issue')
  expect(sending('[data-progress-url]').attr('data-progress-url')).toBe('/admin/issues/42/progress')
  expect(pages.en['issue']).toContain('<noscript><meta http-equiv="refresh" content="5"')
  expect(
    sending('main form')
      .toArray()
      .map((form) => form.attribs['action']),
  ).toEqual(['/admin/issues/42/pause', '/admin/issues/42/cancel', '/admin/issues/42/send-uncertain'])
  expect(sending('button.grave').first().text()).toBe('Cancel what is not out yet: 1,469 readers')
  expect(open('issue-paused')('main form').first().attr('action')).toBe('/admin/issues/42/resume')
  const finished = open('issue-finished')
  expect(finished('main form').attr('action')).toBe('/admin/issues/41/send-uncertain')
  expect(finished('main form')).toHaveLength(1)
  expect(finished('[data-progress-url], noscript')).toHaveLength(0)
})

test('only the link from the console submits itself', () => {
  const automatic = Object.entries(pages.ar).filter(([, html]) => html.includes('data-auto-submit'))
  expect(automatic.map(([name]) => name)).toEqual(['enter'])
})

test('no password is ever sent back', () => {
  for (const name of ['sign-in-wrong', 'setup-faults']) expect(open(name)('#password').attr('value')).toBeUndefined()
})

import { afterAll, expect, test } from '@jest/globals'
import { admin, openBrowser, withAdmin } from './browser.ts'
import { dangersIn } from './dangers.ts'
import { byPostmark, bySendGrid, postmarkBounce, sendGridEvent, type Call } from './hook-calls.ts'
import { now as at, openHookHouse } from './hook-house.ts'
import { formTo } from './page.ts'

const opened = await openHookHouse({ ...withAdmin, BOUNCE_ADDRESS: 'bounces@marsad.example' })
afterAll(async () => opened[Symbol.asyncDispose]())
const { amazon, house } = opened
const desk = openBrowser(house)
await desk.signsIn(admin.email, admin.password)

const page = async (path: string): Promise<string> => {
  const answer = await desk.get(path)
  expect([path, answer.status, dangersIn(answer.text)]).toEqual([path, 200, []])
  return answer.text.replaceAll(/\s+/g, ' ')
}
const takes = async (call: Call): Promise<void> => expect((await opened.calls(call)).status).toBe(200)
const headerOf = (to: string, name: string): string => {
  const raw = house.sink.received.find((message) => message.to === to)?.raw.toString() ?? ''
  return new RegExp(`^${name}: *(.*)\\r$`, 'im').exec(raw)?.[1] ?? ''
}
const readers = ['gone', 'full', 'angry', 'fine'].map((name) => `${name}@example.org`)
const [gone = '', full = '', angry = '', fine = ''] = readers

test('with nothing come back the page says so, in both languages', async () => {
  expect(await page('/admin/bounces?lang=en')).toContain('Nothing came back so far.')
  expect(await page('/admin/bounces?lang=ar')).toContain('لم يرتدّ شيء حتى الآن.')
})

test('a provider that kept our Message-ID or return path tells of the very issue', async () => {
  await opened.has(...readers)
  await house.publishes('ما يعود')
  const { id } = await house.sends()
  const [, from = ''] = [null, house.sink.received.find(({ to }) => to === angry)?.from]
  await takes(
    bySendGrid(
      [
        sendGridEvent(gone, 'bounce', {
          type: 'bounce',
          reason: '550 5.1.1 <b>no such user</b>',
          'smtp-id': headerOf(gone, 'Message-ID'),
        }),
      ],
      { at },
    ),
  )
  await takes(byPostmark(postmarkBounce(full, 'SoftBounce', { Details: '452 4.2.2 mailbox full' })))
  await takes(
    amazon.tells({
      eventType: 'Complaint',
      mail: { source: from },
      complaint: { complainedRecipients: [{ emailAddress: angry }], complaintFeedbackType: 'abuse', feedbackId: 'f-1' },
    }),
  )
  const { rows } = await house.sql.query<{ issue: string | null; kind: string }>(
    'select issue_id as issue, kind from bounce order by id',
  )
  expect(rows).toEqual([
    { issue: id, kind: 'hard' },
    { issue: null, kind: 'soft' },
    { issue: id, kind: 'complaint' },
  ])
  const issue = await page(`/admin/issues/${id}?lang=en`)
  expect(issue).toMatch(/Hard bounces<\/dt> ?<dd>1<.*Soft bounces<\/dt> ?<dd>0<.*Complaints<\/dt> ?<dd>1</)
  expect(issue).toContain(`/admin/bounces?issue=${id}&amp;lang=en`)
  expect(await page('/admin/n/marsad?lang=en')).toContain('1 came back · 1 complaint')
  expect(await page('/admin/n/marsad?lang=ar')).toContain('ارتدّت رسالة واحدة · شكوى واحدة')
})

test('a return path or Message-ID that is not ours moves nothing to an issue', async () => {
  const before = (await opened.bounces()).length
  const [issue = ''] = /\d+(?=\.)/.exec(headerOf(gone, 'Message-ID')) ?? []
  const invented = [`<${issue}.${'0'.repeat(32)}@marsad.example>`, headerOf(gone, 'Message-ID')]
  for (const messageId of invented)
    await takes(
      bySendGrid([sendGridEvent(fine, 'bounce', { type: 'blocked', reason: '452 4.2.2 full', 'smtp-id': messageId })], {
        at,
      }),
    )
  const { rows } = await house.sql.query('select issue_id from bounce order by id offset $1', [before])
  expect(rows).toEqual([{ issue_id: null }, { issue_id: null }])
})

test('the list tells who, by which road, what was said and what was made of it', async () => {
  const text = await page('/admin/bounces?lang=en')
  for (const reader of readers) expect(text).toContain(reader)
  expect(text).toContain('550 5.1.1 &lt;b>no such user&lt;/b>')
  expect(text).toMatch(/by SendGrid.*by Amazon SES.*by Postmark.*by SendGrid/)
  expect(text).toContain('nothing is mailed to it')
  const hard = await page('/admin/bounces?lang=en&kind=hard')
  expect([hard.includes(gone), hard.includes(full)]).toEqual([true, false])
  const arabic = await page('/admin/bounces?lang=ar')
  expect(arabic).toContain('حُجب العنوان، فلا يُرسل إليه شيء.')
})

test('lifting a suppression brings the reader back, and says so where one was', async () => {
  const path = '/admin/bounces?kind=hard&lang=en'
  const form = formTo(await page(path), '/admin/suppressions/')
  expect(await opened.suppressionOf(gone)).toBe('hard_bounce')
  const lifted = await desk.press(form, {}, { Referer: `${house.url}${path}` })
  expect([lifted.status, lifted.headers.location]).toEqual([303, '/admin/bounces?done=lifted&kind=hard&lang=en'])
  const after = await page(lifted.headers.location ?? '')
  expect(after).toContain('This address is mailed again.')
  expect(after).toContain('this has been lifted since')
  expect(after).not.toContain('Lift the suppression')
  expect(await opened.suppressionOf(gone)).toBeNull()
  expect((await desk.press(form)).status).toBe(404)
  await house.publishes('عودة')
  await house.sends()
  expect(house.sink.received.filter(({ to }) => to === gone)).toHaveLength(2)
})

test('a long list has pages, and odd questions are answered with a list', async () => {
  for (let n = 0; n < 55; n += 1)
    await takes(byPostmark(postmarkBounce(full, 'Unknown', { Details: `turn ${n} 452 4.2.2 full` })))
  const first = await page('/admin/bounces?lang=en')
  const [, next = ''] = /href="(\/admin\/bounces\?after=[^"]*)" rel="next"/.exec(first) ?? []
  const second = await page(next.replaceAll('&amp;', '&'))
  expect([first.includes('turn 54 '), first.includes('turn 0 '), second.includes('turn 0 ')]).toEqual([
    true,
    false,
    true,
  ])
  for (const query of ['kind=x', 'issue=0', 'issue=abc', 'after=-1', 'issue=1&issue=2', `after=${'9'.repeat(30)}`])
    await page(`/admin/bounces?${query}`)
})

test('nobody but an admin sees it or lifts anything', async () => {
  const stranger = openBrowser(house)
  expect((await stranger.get('/admin/bounces')).status).toBe(303)
  expect((await stranger.press({ action: '/admin/suppressions/1/lift', fields: {} })).status).toBeGreaterThanOrEqual(
    300,
  )
  expect(await opened.suppressionOf(angry)).toBe('complaint')
})

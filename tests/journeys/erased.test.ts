import { expect, test } from '@jest/globals'
import { openHouse, type TestHouse } from '../support/house.ts'
import { SmtpReply } from '../support/sink.ts'

/** Every column of every table in which a text occurs. */
const places = async ({ sql }: TestHouse, text: string): Promise<string[]> => {
  const { rows: columns } = await sql.query<{ table: string; column: string }>(
    `select format('%I.%I', table_schema, table_name) as table, quote_ident(column_name) as column
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where table_schema not in ('pg_catalog', 'information_schema') and t.table_type = 'BASE TABLE'`,
  )
  const found: string[] = []
  for (const { table, column } of columns) {
    const { rows } = await sql.query(`select from ${table} where ${column}::text ilike $1 limit 1`, [`%${text}%`])
    if (rows.length > 0) found.push(`${table}.${column}`)
  }
  return found
}

test('a person who is erased leaves no trace but the memory of their no', async () => {
  await using house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  const [noura, other] = [house.reader('noura-alharbi@example.org'), house.reader('other@example.org')]
  await noura.subscribes()
  await other.subscribes()
  const { body: found } = await house.api('GET', '/api/v1/subscribers?q=noura')
  const { id } = found.items[0]
  await house.api('PATCH', `/api/v1/subscribers/${id}`, { name: 'نورة الحربي' })
  await house.publishes('الأول')
  house.sink.beforeTaking = async ({ to }) => {
    if (to === noura.address) throw new SmtpReply(550, `5.2.2 <${to}>: mailbox is full`)
  }
  const first = await house.sends()
  expect(first.counts).toMatchObject({ accepted: 1, refused: 1 })
  house.sink.beforeTaking = async () => {}
  await house.api('POST', '/api/v1/suppressions', {
    email: noura.address,
    reason: 'manual',
    note: 'طلبت نورة الحربي ذلك',
  })
  expect(await places(house, 'alharbi')).not.toEqual([])
  expect(await places(house, 'الحربي')).not.toEqual([])

  expect((await house.api('DELETE', `/api/v1/subscribers/${id}`)).status).toBe(204)
  expect(await places(house, 'alharbi')).toEqual([])
  expect(await places(house, 'الحربي')).toEqual([])
  expect((await house.api('GET', `/api/v1/issues/${first.id}`)).body.counts).toEqual(first.counts)

  await noura.signsUp()
  await house.publishes('الثاني')
  expect((await house.sends()).counts).toMatchObject({ accepted: 1 })
  expect(await noura.subjects()).toHaveLength(1)
  expect(await other.subjects()).toHaveLength(3)
  expect(await house.subscriptionOf(noura)).toBeNull()
})

test('a person who is erased in the middle of a send is not mailed any more', async () => {
  await using house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  const reader = house.reader('halfway@example.org')
  await reader.subscribes()
  await house.publishes('الأول')
  house.sink.beforeTaking = async () => {
    throw new SmtpReply(450, '4.2.1 later')
  }
  const issue = await house.sends()
  expect(issue.counts).toMatchObject({ deferred: 1 })
  house.sink.beforeTaking = async () => {}
  const { body } = await house.api('GET', '/api/v1/subscribers?q=halfway')
  await house.api('DELETE', `/api/v1/subscribers/${body.items[0].id}`)
  await house.sql.query('update delivery set next_at = now(); update batch set next_at = now()')
  await house.settles()
  const deliveries = await house.api('GET', `/api/v1/issues/${issue.id}/deliveries`)
  expect(deliveries.body.items).toMatchObject([{ state: 'skipped', reason: 'erased', address: null }])
  expect(await reader.subjects()).toHaveLength(1)
})

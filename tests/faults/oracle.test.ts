import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openLane, type Lane } from './lane.ts'
import { breachesOf, judge, type Verdict } from './oracle.ts'
import type { Taken } from './recording-relay.ts'
import type { Scene } from './stage.ts'

let lane: Lane
let scene: Scene

beforeAll(async () => {
  lane = await openLane('postgres', 10)
  scene = await lane.stage.opensScene()
  await scene.triggers()
  await using worker = await lane.stage.starts()
  await worker.ready
  await scene.finishes(30)
}, 60_000)
afterAll(async () => {
  await lane[Symbol.asyncDispose]()
})

const judged = (record: readonly Taken[]): Promise<Verdict> => judge(lane.stage.sql, record, scene)

test('a send on which relay and ledger agree breaches nothing', async () => {
  expect(breachesOf(await scene.verdict(), 0)).toEqual([])
})

test('a mail of which the relay knows nothing, one that came twice and one of another issue are seen', async () => {
  const [first, ...others] = lane.stage.relay.record() as [Taken, ...Taken[]]
  expect((await judged(others)).wrong).toEqual([`${first.to} never came and is accepted`])
  expect((await judged([first, first, ...others])).twice).toEqual([first.to])
  const foreign = { ...first, messageId: '<999.x@marsad.example>' }
  expect((await judged([foreign, ...others])).wrong).toEqual([
    `${first.to}: <999.x@marsad.example> is of another issue`,
  ])
})

test('a reader without a final state, one who was never planned for, and a hand-over after leaving are seen', async () => {
  const { sql, relay } = lane.stage
  const [[id, address] = ['', '']] = scene.roster
  await sql.query(`update subscription set state = 'unsubscribed' where id = $1`, [id])
  await sql.query(`update delivery set state = 'planned' where issue_id = $1 and subscription_id = $2`, [
    scene.issueId,
    id,
  ])
  expect(await judged(relay.record())).toMatchObject({
    lost: [address],
    wrong: [`${address} came and is planned`],
    late: [],
  })
  await sql.query(`update delivery set state = 'handing_over' where subscription_id = $1`, [id])
  expect((await judged(relay.record())).late).toEqual([address])
  await sql.query('delete from delivery where subscription_id = $1', [id])
  expect(await judged(relay.record())).toMatchObject({ lost: [address], conserved: false })
})

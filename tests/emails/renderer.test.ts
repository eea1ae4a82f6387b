import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import { renderDigest } from '../../emails/render.ts'
import { createRenderer } from '../../emails/render-in-thread.ts'
import { contentIn, newsletterIn, salma } from './examples.ts'

const arabic = newsletterIn('ar')

test('a thread renders what this thread would', async () => {
  const renderer = createRenderer()
  try {
    const content = contentIn('ar', 3)
    const [mail, notice] = await Promise.all([
      renderer.renderDigest(content, arabic, salma, { test: true }),
      renderer.renderNotice(
        { kind: 'manage_link', lang: 'en', preferencesUrl: 'https://news.example/p/1' },
        null,
        salma,
      ),
    ])
    expect(mail).toEqual(await renderDigest(content, arabic, salma, { test: true }))
    expect(notice.subject).toBe('Your link to manage your subscription')
  } finally {
    await renderer.close()
  }
})

test('a render that fails says why and disturbs no other', async () => {
  const renderer = createRenderer()
  try {
    const wrong = renderer.renderDigest(contentIn('ar', 1), newsletterIn('ar', { timeZone: 'Nowhere/None' }), salma)
    const right = renderer.renderDigest(contentIn('ar', 1), arabic, salma)
    await expect(wrong).rejects.toThrow(/Nowhere\/None/)
    await expect(right).resolves.toMatchObject({ subject: 'لماذا تنسى الطوابير' })
  } finally {
    await renderer.close()
  }
})

test('a thread that runs out of memory rejects what was under way, and the next render starts afresh', async () => {
  const renderer = createRenderer({ heapMb: 24 })
  try {
    const heavy = contentIn('en', 1, { note: 'line\n'.repeat(2_000_000) })
    const both = await Promise.allSettled([
      renderer.renderDigest(heavy, newsletterIn('en'), salma),
      renderer.renderDigest(contentIn('en', 1), newsletterIn('en'), salma),
    ])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(both[0]).toMatchObject({ reason: { code: 'ERR_WORKER_OUT_OF_MEMORY' } })
    const after = await renderer.renderDigest(contentIn('en', 1), newsletterIn('en'), salma)
    expect(after.subject).toBe('Why queues are forgotten')
  } finally {
    await renderer.close()
  }
})

test('a render past its time is given up', async () => {
  const renderer = createRenderer({ renderMs: 1 })
  try {
    await expect(renderer.renderDigest(contentIn('en', 1), newsletterIn('en'), salma)).rejects.toThrow(/more than 1 ms/)
  } finally {
    await renderer.close()
  }
})

test('a thread without work ends itself, comes back when needed, and holds up no process', async () => {
  const program = `
    import { setTimeout as sleep } from 'node:timers/promises'
    import { createRenderer } from ${JSON.stringify(new URL('../../emails/render-in-thread.js', import.meta.url).href)}
    const lives = []
    process.on('worker', (worker) => {
      const life = lives.push('runs') - 1
      worker.once('exit', () => (lives[life] = 'ended'))
    })
    const renderer = createRenderer({ idleMs: 50 })
    const notice = { kind: 'manage_link', lang: 'en', preferencesUrl: 'https://news.example/p/1' }
    await renderer.renderNotice(notice, null, { address: 'salma@reader.example' })
    while (lives[0] === 'runs') await sleep(20)
    await renderer.renderNotice(notice, null, { address: 'salma@reader.example' })
    console.log(lives.join(' '))
  `
  const child = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { timeout: 20_000 })
  expect((await child).stdout.trim()).toBe('ended runs')
})

test('a closed renderer takes no more work', async () => {
  const renderer = createRenderer()
  const underWay = renderer.renderDigest(contentIn('en', 1), newsletterIn('en'), salma)
  const closing = renderer.close()
  await expect(underWay).rejects.toThrow(/closed/)
  await closing
  await expect(renderer.renderDigest(contentIn('en', 1), newsletterIn('en'), salma)).rejects.toThrow(/closed/)
})

import { spawnSync } from 'node:child_process'
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, rmdirSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'

/** A file system of its own, so small that it can be filled. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string
  folder(name: string): string
}

/** Why no small disk can be mounted here; null when one can. */
export const noSmallDisk = (): string | null => {
  if (process.getuid?.() !== 0) return 'only root may mount a small disk'
  const at = mkdtempSync(join(tmpdir(), 'nashra-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at]).status === 0
  if (mounted) spawnSync('umount', [at])
  rmdirSync(at)
  return mounted ? null : 'a small disk cannot be mounted here'
}

/** Mounts a disk of so many megabytes. */
export const mountSmallDisk = async (megabytes: number): Promise<SmallDisk> => {
  const path = mkdtempSync(join(tmpdir(), 'nashra-disk-'))
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path])
  if (status !== 0) throw new Error(`No disk could be mounted: ${stderr}`)
  chmodSync(path, 0o755)
  return {
    path,
    folder(name) {
      const folder = join(path, name)
      mkdirSync(folder, { recursive: true })
      return folder
    },
    async [Symbol.asyncDispose]() {
      spawnSync('umount', ['-l', path])
      rmSync(path, { recursive: true, force: true })
    },
  }
}

/** What fills a disk. */
export interface Ballast extends AsyncDisposable {
  lift(): Promise<void>
}

const megabyte = Buffer.alloc(1 << 20)

/** Fills a disk to the last byte, and lets PostgreSQL run into it: its log is switched until it finds no room. */
export const fillDisk = async ({ path }: SmallDisk, adminUrl: string): Promise<Ballast> => {
  const file = join(path, 'ballast')
  const open = openSync(file, 'w')
  try {
    for (;;) writeSync(open, megabyte)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  } finally {
    closeSync(open)
  }
  await exhaustLog(adminUrl)
  const lift = async (): Promise<void> => rmSync(file, { force: true })
  return { lift, [Symbol.asyncDispose]: lift }
}

const exhaustLog = async (adminUrl: string): Promise<void> => {
  const admin = new Client({ connectionString: adminUrl })
  admin.on('error', () => {})
  try {
    await admin.connect()
    for (let turn = 0; turn < 40; turn += 1)
      await admin.query(`select pg_logical_emit_message(false, 'faults', repeat('x', 1000)), pg_switch_wal()`)
    throw new Error('The disk is full, and the server still finds room for its log.')
  } catch (error) {
    // The server has nowhere to write and ends all sessions: that is what was wanted.
    if (!/No space left|terminat|ECONN|recovery mode/i.test(String(error))) throw error
  } finally {
    await admin.end().catch(() => {})
  }
}

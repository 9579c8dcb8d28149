/** Where the PostgreSQL of a test run keeps its files, and how they go with it. */
import { existsSync, rmSync } from 'node:fs'
import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'jeweltrak-test-postgres-'

/** Memory that looks like a directory (Linux). */
const MEMORY = '/dev/shm'

/** Bytes that must be free: all databases of a run and the log of what is written to them take a tenth of it. */
const ROOM = 4 * 1024 ** 3

/**
 * A new directory, named after this process. It is in memory where that has room, as making a database is copying some four
 * hundred files, and nothing in it has to outlive the machine. What processes that were killed left there is removed.
 */
export async function makeDataDirectory(): Promise<string> {
  const base = (await hasRoom()) ? MEMORY : tmpdir()
  await removeAbandoned(base)
  return mkdtemp(join(base, `${PREFIX}${process.pid}-`))
}

async function hasRoom(): Promise<boolean> {
  const { bavail, bsize } = await statfs(MEMORY).catch(() => ({ bavail: 0, bsize: 0 }))
  return Math.min(bavail * bsize, process.availableMemory()) > ROOM
}

async function removeAbandoned(base: string): Promise<void> {
  for (const name of await readdir(base)) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split('-')[0]) : NaN
    if (!Number.isInteger(pid) || isAlive(pid)) continue
    await rm(join(base, name), { recursive: true, force: true }).catch(() => {
      // Another run removes it too, or it is another user's.
    })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** How often the directory of a PostgreSQL that is ending is tried to be removed, and the milliseconds between two tries. */
const REMOVALS = 100
const BETWEEN_REMOVALS = 50

/**
 * Ends PostgreSQL without a last checkpoint and removes what it leaves. Until it has ended it still writes files into what
 * is being removed, so a removal that fails is repeated; one that never works leaves a directory behind, and fails nobody's tests.
 */
export function discardAtExit(pid: number, dataDirectory: string): void {
  try {
    process.kill(pid, 'SIGQUIT')
  } catch {
    // It has ended already.
  }
  const never = new Int32Array(new SharedArrayBuffer(4))
  for (let removal = 1; removal <= REMOVALS && existsSync(dataDirectory); removal += 1) {
    try {
      rmSync(dataDirectory, { recursive: true, force: true })
    } catch {
      // It is tried again.
    }
    if (existsSync(dataDirectory)) Atomics.wait(never, 0, 0, BETWEEN_REMOVALS)
  }
}

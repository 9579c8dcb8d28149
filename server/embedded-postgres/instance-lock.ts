import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { EmbeddedPostgresError, reason } from './error.ts'

/** The right to be the one live instance on a data directory. */
export interface InstanceLock {
  release(): Promise<void>
}

const SQLITE_BUSY = 5

/**
 * Makes the data directory where it is missing and takes its lock, or says which process has it. The lock is the one that SQLite
 * takes on a file, here an empty one: the operating system ends it with the process, so that none is ever stale. (Node has no
 * `flock`.) Nobody else may open the file: closing it would lose the lock.
 */
export async function lockInstance(dataDirectory: string): Promise<InstanceLock> {
  const owner = join(dataDirectory, 'instance.pid')
  const database = await openLockFile(dataDirectory)
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    await writeFile(owner, `${process.pid}\n`)
  } catch (error) {
    database.close()
    throw isBusy(error) ? inUse(dataDirectory, await ownerOf(owner)) : unwritable(dataDirectory, error)
  }
  return {
    release: async () => {
      if (!database.isOpen) return
      await rm(owner, { force: true })
      database.close()
    },
  }
}

async function openLockFile(dataDirectory: string): Promise<DatabaseSync> {
  try {
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 })
    return new DatabaseSync(join(dataDirectory, 'instance.lock'))
  } catch (error) {
    throw unwritable(dataDirectory, error)
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}

async function ownerOf(file: string): Promise<string> {
  const pid = (await readFile(file, 'utf8').catch(() => '')).trim()
  return pid === '' ? '' : ` (process ${pid})`
}

function inUse(dataDirectory: string, owner: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'in_use',
    `The data directory ${dataDirectory} is in use by another running instance${owner}: stop that one first, or set DATA_DIR to another directory.`,
  )
}

function unwritable(dataDirectory: string, error: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'unreachable',
    `The data directory ${dataDirectory} can't be written (${reason(error)}): set DATA_DIR to a directory that this user may write.`,
    { cause: error },
  )
}

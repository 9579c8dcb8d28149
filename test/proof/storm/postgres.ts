/** The PostgreSQL of a storm: stopped, killed, without space, backed up and restored. On a small disk of its own where this machine lets us make one. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../server/embedded-postgres/embedded-postgres.ts'

const run = promisify(execFile)

export interface StormPostgres extends AsyncDisposable {
  readonly connectionString: string
  readonly pid: number
  /** A directory on its disk, which is small; null where it has none of its own. */
  readonly smallDisk: string | null
  start(): Promise<void>
  stop(): Promise<void>
  /** Keeps its data as they are; it must be stopped. */
  backUp(): Promise<void>
  /** Puts the data back that were kept; it must be stopped. */
  restore(): Promise<void>
}

/** What PostgreSQL needs for a storm, and a little. */
const DISK = '400m'

export async function startStormPostgres(): Promise<StormPostgres> {
  await using opened = new AsyncDisposableStack()
  const directory = await mkdtemp(join(tmpdir(), 'jeweltrak-storm-'))
  opened.defer(() => rm(directory, { recursive: true, force: true }))
  const isSmall = await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=755`, 'tmpfs', directory]).then(
    () => true,
    () => false,
  )
  if (isSmall) opened.defer(async () => void (await run('umount', ['-l', directory])))
  const [dataDirectory, backup] = [join(directory, 'data'), join(tmpdir(), `jeweltrak-backup-${process.pid}`)]
  opened.defer(() => rm(backup, { recursive: true, force: true }))
  const begin = (): Promise<EmbeddedPostgres> => startEmbeddedPostgres({ dataDirectory, settings: { max_wal_size: '64MB' } })
  let postgres = await begin()
  opened.defer(() => postgres.stop())
  const kept = opened.move()
  return {
    connectionString: postgres.connectionString,
    get pid() {
      return postgres.pid
    },
    smallDisk: isSmall ? directory : null,
    async start() {
      postgres = await begin()
    },
    stop: () => postgres.stop(),
    backUp: async () => void (await run('cp', ['-a', dataDirectory, backup])),
    async restore() {
      await rm(dataDirectory, { recursive: true })
      await run('cp', ['-a', backup, dataDirectory])
      await rm(backup, { recursive: true })
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

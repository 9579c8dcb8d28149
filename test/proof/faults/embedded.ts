/** What can befall a PostgreSQL that the server keeps itself, and its disk: played on one of its own. */
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '../../../server/context/create-log.ts'
import { createPaymentsServer } from '../../../server/index.ts'
import { startEmbeddedPostgres } from '../../../server/embedded-postgres/embedded-postgres.ts'
import { API_KEY } from '../../support/server.ts'
import { watchFor, type Seen } from './watch-for.ts'

interface Kept extends AsyncDisposable {
  readonly directory: string
  readonly metrics: () => Promise<string>
  readonly said: () => Promise<string>
}

/** A server with a PostgreSQL in `directory`: its own, or one that the test keeps there. */
async function serveIn(directory: string, url: string | null): Promise<Kept> {
  const payments = createPaymentsServer({
    database: url === null ? { dataDirectory: directory } : { url },
    // Nobody is there, and nobody is asked.
    stripe: { secretKey: 'sk_test_none', apiUrl: 'http://127.0.0.1:9' },
    webhookSecrets: ['whsec_none'],
    apiKey: API_KEY,
    log: createLog('silent'),
  })
  await payments.start()
  const read = async (path: string): Promise<string> => (await payments.fetchOperator(new Request(`http://localhost${path}`))).text()
  return { directory, metrics: () => read('/metrics'), said: () => read('/readyz'), [Symbol.asyncDispose]: () => payments.stop() }
}

async function makeDirectory(opened: AsyncDisposableStack): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'jeweltrak-fault-'))
  opened.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 10 }))
  return directory
}

async function killed(name: string): Promise<Seen> {
  await using opened = new AsyncDisposableStack()
  const directory = await makeDirectory(opened)
  const kept = opened.use(await serveIn(directory, null))
  const [pid = ''] = (await readFile(join(directory, 'postgres', 'postmaster.pid'), 'utf8').catch(() => findPid(directory))).split('\n')
  process.kill(Number(pid), 'SIGKILL')
  return await watchFor(
    name,
    {
      metric: /^jeweltrak_warnings\{code="database_restarted"\} 1$/m,
      says: ['readyz', /PostgreSQL was started anew, or failed over, \d+ seconds? ago: see its log for why/],
    },
    kept,
  )
}

async function findPid(directory: string): Promise<string> {
  const { stdout } = spawnSync('find', [directory, '-name', 'postmaster.pid'], { encoding: 'utf8' })
  return readFile(stdout.trim().split('\n')[0] ?? '', 'utf8')
}

/** On a disk of its own in memory, for which only root may ask. */
async function full(name: string): Promise<Seen> {
  await using opened = new AsyncDisposableStack()
  const directory = await makeDirectory(opened)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=120m,mode=0755', 'tmpfs', directory])
  if (mounted.status !== 0) throw new Error('a disk of its own could not be mounted: run this as root')
  opened.defer(() => void spawnSync('umount', ['-l', directory]))
  const postgres = await startEmbeddedPostgres({ dataDirectory: directory, settings: { max_wal_size: '32MB', min_wal_size: '32MB' } })
  opened.defer(() => postgres.stop())
  const kept = opened.use(await serveIn(directory, postgres.connectionString))
  // What is written ahead has its room already; what the tables need has none.
  spawnSync('dd', ['if=/dev/zero', `of=${join(directory, 'filler')}`, 'bs=4096'])
  return await watchFor(
    name,
    {
      metric: /^jeweltrak_unready\{because="database_(read_only|unreachable)"\} 1$/m,
      says: ['readyz', /The database can’t be written: its disk is full, .* Make room|The database’s disk is full: make room on it\./],
    },
    kept,
  )
}

export const EMBEDDED_FAULTS: Readonly<Record<string, (name: string) => Promise<Seen>>> = {
  'Database: killed, and started anew': killed,
  'Database: its disk is full': full,
}

/** Runs the tests of the rooms that write and read the books on each PostgreSQL that this machine has, and on the embedded one. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { TEST_POSTGRES } from '../../support/postgres.ts'

/** What holds the books: the rest of the server reaches the database through these. */
const CORE = ['database', 'ledger', 'refunds', 'inbox', 'sync', 'reconciliation', 'tab', 'jobs']

/** Debian's are here, a folder for each version. */
const INSTALLED = '/usr/lib/postgresql/*/bin/initdb'

const PORT = '54329'
const SETTINGS = ['fsync=off', 'max_connections=500', `port=${PORT}`, 'listen_addresses=']

/** Prints what came of each; whether all tests passed on all. */
export async function playOnEach(): Promise<boolean> {
  const installed = globSync(INSTALLED).map((path) => dirname(path))
  if (installed.length === 0) console.log('This machine has no PostgreSQL besides the embedded one: apt-get install postgresql-15')
  let isWell = await play('the embedded PostgreSQL', null)
  for (const bin of installed) isWell = (await onInstalled(bin)) && isWell
  return isWell
}

async function onInstalled(bin: string): Promise<boolean> {
  const directory = await mkdtemp(join(tmpdir(), 'jeweltrak-postgres-'))
  const data = join(directory, 'data')
  // PostgreSQL does not run as root.
  const isRoot = process.getuid?.() === 0
  const as = (program: string, ...args: string[]): readonly [string, string[]] =>
    isRoot ? ['setpriv', ['--reuid=nobody', '--regid=nogroup', '--clear-groups', program, ...args]] : [program, args]
  try {
    await chmod(directory, 0o777)
    const [command, args] = as(join(bin, 'initdb'), '-D', data, '-U', 'shop', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8')
    const made = spawnSync(command, args, { encoding: 'utf8' })
    if (made.status !== 0) throw new Error(made.stderr)
    const [server, options] = as(join(bin, 'postgres'), '-D', data, '-k', directory, ...SETTINGS.flatMap((one) => ['-c', one]))
    const postgres = spawn(server, options, { stdio: 'ignore' })
    const ended = once(postgres, 'close')
    try {
      while (!existsSync(join(directory, `.s.PGSQL.${PORT}`)) && postgres.exitCode === null)
        await new Promise((done) => setTimeout(done, 50))
      const address = `postgresql://shop@localhost:${PORT}/postgres?host=${encodeURIComponent(directory)}`
      return await play(`PostgreSQL ${basename(dirname(bin))}`, address)
    } finally {
      postgres.kill('SIGINT')
      await ended
    }
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 10 })
  }
}

async function play(name: string, address: string | null): Promise<boolean> {
  const files = CORE.flatMap((room) => globSync(`test/server/${room}/*.test.ts`)).toSorted()
  const env = { ...process.env, [TEST_POSTGRES]: address ?? '' }
  const tests = spawn(process.execPath, ['--test', '--test-concurrency=2', ...files], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  tests.stdout.on('data', (chunk: Buffer) => void (printed += chunk.toString()))
  await once(tests, 'close')
  const count = (what: string): string => new RegExp(`^ℹ ${what} (\\d+)$`, 'm').exec(printed)?.[1] ?? '?'
  console.log(`${name}: ${count('pass')} tests of ${files.length} files passed, ${count('fail')} failed`)
  if (tests.exitCode !== 0) console.log(printed.slice(printed.indexOf('failing tests')).slice(0, 3_000))
  return tests.exitCode === 0
}

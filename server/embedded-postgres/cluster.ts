import { access, mkdtemp, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Account, giveTo, ownName } from './account.ts'
import type { Binaries } from './binaries.ts'
import { EmbeddedPostgresError, reason, systemCode } from './error.ts'
import { ownDirectory, run } from './launch.ts'

/** The one role of an embedded PostgreSQL, and the name of its database. */
export const ROLE = 'jeweltrak'

/**
 * Makes sure that a cluster of this version lies in the directory, creating it where there is none, and that this
 * user may connect to it. Only the owner of the instance lock may call this.
 */
export async function prepareCluster(cluster: string, binaries: Binaries, account: Account): Promise<void> {
  const us = ownName()
  await removeUnfinished(cluster)
  const version = await versionOf(cluster)
  if (version === undefined) await create(cluster, binaries, account)
  else if (version !== binaries.majorVersion) {
    throw new EmbeddedPostgresError(
      'unusable',
      `The database in ${cluster} was made by PostgreSQL ${version}, and this release brings ${binaries.majorVersion}: dump it with the release that made it and load it into a new DATA_DIR.`,
    )
  }
  await letIn(us, cluster)
}

/**
 * Makes sure that the cluster is still there, before PostgreSQL is started on it again: one that is gone is never made
 * anew then, as its books would seem to be empty.
 */
export async function requireCluster(cluster: string): Promise<void> {
  try {
    await access(join(cluster, 'PG_VERSION'))
  } catch (error) {
    throw new EmbeddedPostgresError(
      'unreachable',
      `The database in ${cluster} can't be read (${reason(error)}): bring it back, then start again.`,
      { cause: error },
    )
  }
}

/** Whether the directory has a cluster, or can't be read, which whoever starts it learns. */
export async function isClusterThere(cluster: string): Promise<boolean> {
  try {
    await access(join(cluster, 'PG_VERSION'))
    return true
  } catch (error) {
    return systemCode(error) !== 'ENOENT'
  }
}

/** The major version of the cluster in the directory; undefined when there is none and one can be made. */
async function versionOf(cluster: string): Promise<string | undefined> {
  try {
    const entries = await readdir(cluster)
    if (entries.length === 0) return undefined
    return (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim()
  } catch (error) {
    if (systemCode(error) === 'ENOENT' && !(await exists(cluster))) return undefined
    throw new EmbeddedPostgresError(
      'unusable',
      `${cluster} has something else in it than a PostgreSQL database (${reason(error)}): move it away, or set DATA_DIR to another directory.`,
      { cause: error },
    )
  }
}

async function exists(directory: string): Promise<boolean> {
  return (await readdir(dirname(directory))).includes(basename(directory))
}

/** Made beside its place and renamed when complete: a cluster in its place is always a whole one. */
async function create(cluster: string, binaries: Binaries, account: Account): Promise<void> {
  const fresh = await mkdtemp(unfinished(cluster))
  await giveTo(account, fresh)
  const { code, output } = await run({
    command: binaries.initdb,
    args: [
      ...['--pgdata', ownDirectory(account, fresh), '--username', ROLE, '--auth', 'peer'],
      ...['--encoding', 'UTF8', '--no-locale', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
      ...['--data-checksums', '--no-instructions'],
    ],
    account,
    directory: fresh,
    onParentDeath: 'TERM',
  })
  if (code !== 0) {
    await removeUnfinished(cluster)
    throw new EmbeddedPostgresError('failed', `PostgreSQL can't make a database in ${dirname(cluster)}: ${lastError(output)}`)
  }
  await rename(fresh, cluster)
  await sync(dirname(cluster))
}

function lastError(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines.findLast((line) => /(error|fatal):/i.test(line)) ?? lines.at(-1) ?? 'it said nothing.'
}

function unfinished(cluster: string): string {
  return `${cluster}.unfinished-`
}

/** What a start that was killed half-way left. Its `initdb`, dying too, may still write: so try again for a little. */
async function removeUnfinished(cluster: string): Promise<void> {
  const parent = dirname(cluster)
  for (const entry of await readdir(parent)) {
    const path = join(parent, entry)
    if (path.startsWith(unfinished(cluster))) await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

/**
 * Lets one user of the operating system in as our role, and nobody else. No password is needed: over a Unix socket the kernel says
 * who calls. Written at every start, as another user may start next time.
 */
async function letIn(username: string, cluster: string): Promise<void> {
  await writeFile(join(cluster, 'pg_hba.conf'), `local all ${ROLE} peer map=keeper\n`)
  await writeFile(join(cluster, 'pg_ident.conf'), `keeper "${username}" ${ROLE}\n`)
}

async function sync(directory: string): Promise<void> {
  const handle = await open(directory)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

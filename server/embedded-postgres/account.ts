import { chown, readFile, readdir, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { EmbeddedPostgresError, reason, systemCode } from './error.ts'

/** The operating system's user that PostgreSQL runs as: our own, or, as PostgreSQL refuses to run as root, another. */
export type Account = { readonly kind: 'self' } | { readonly kind: 'other'; readonly uid: number; readonly gid: number }

/**
 * Who shall run PostgreSQL on this cluster: ourselves; as root the cluster's owner, and `nobody` for a new one.
 * Files that root restored or copied are given to `nobody` first.
 */
export async function accountFor(cluster: string): Promise<Account> {
  const owner = await ownerOf(cluster)
  const self = process.getuid?.()
  if (self !== 0) {
    if (owner !== undefined && owner.uid !== self) {
      throw new EmbeddedPostgresError(
        'unreachable',
        `The database in ${cluster} belongs to another user (uid ${owner.uid}): start as that user or as root, or choose another DATA_DIR.`,
      )
    }
    return { kind: 'self' }
  }
  if (process.platform !== 'linux') {
    throw new EmbeddedPostgresError('unsupported', 'PostgreSQL does not run as root: start as an ordinary user, or set DATABASE_URL.')
  }
  if (owner !== undefined && owner.uid !== 0) return { kind: 'other', ...owner }
  const nobody = await findNobody()
  if (owner !== undefined) await give(cluster, nobody)
  return { kind: 'other', ...nobody }
}

/** Makes a directory and everything in it the account's own. */
export async function giveTo(account: Account, directory: string): Promise<void> {
  if (account.kind === 'other') await give(directory, account)
}

/** The name of the user that this program runs as. */
export function ownName(): string {
  try {
    return userInfo().username
  } catch (error) {
    throw new EmbeddedPostgresError(
      'unsupported',
      `PostgreSQL needs a user with a name, and uid ${process.getuid?.()} has none here: start as a user of this machine, or set DATABASE_URL.`,
      { cause: error },
    )
  }
}

interface Owner {
  readonly uid: number
  readonly gid: number
}

async function ownerOf(path: string): Promise<Owner | undefined> {
  try {
    const { uid, gid } = await stat(path)
    return { uid, gid }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw new EmbeddedPostgresError('unreachable', `The database in ${path} can't be read: ${reason(error)}.`, { cause: error })
  }
}

async function findNobody(): Promise<Owner> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((entry) => entry.startsWith('nobody:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (uid === undefined || gid === undefined) {
    throw new EmbeddedPostgresError(
      'unsupported',
      'PostgreSQL does not run as root and this machine has no user nobody: start as an ordinary user, or set DATABASE_URL.',
    )
  }
  return { uid: Number(uid), gid: Number(gid) }
}

async function give(directory: string, owner: Owner): Promise<void> {
  try {
    await chown(directory, owner.uid, owner.gid)
    for (const entry of await readdir(directory, { recursive: true })) await chown(join(directory, entry), owner.uid, owner.gid)
  } catch (error) {
    throw new EmbeddedPostgresError(
      'unreachable',
      `PostgreSQL's files in ${directory} can't be given to the user that runs it (${reason(error)}): start as an ordinary user, choose another DATA_DIR, or set DATABASE_URL.`,
      { cause: error },
    )
  }
}

import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EmbeddedPostgresError } from './error.ts'

/** The directory under which clients find PostgreSQL's socket. */
export interface SocketDirectory {
  readonly path: string
  remove(): Promise<void>
}

/** No server listens on TCP, so the port is nothing but a part of the socket's name. */
export const SOCKET_PORT = 5432

/** The shorter of what the platforms allow for a socket's path: macOS 104 bytes with its end, Linux 108. */
const LONGEST_SOCKET_PATH = 103

/**
 * The cluster's directory, where PostgreSQL puts its socket, under a name short enough to connect to: its own, or
 * a symbolic link in a new private directory of this user's. (PostgreSQL itself opens the socket by a relative name.)
 */
export async function socketDirectoryFor(cluster: string): Promise<SocketDirectory> {
  if (fits(cluster)) return { path: cluster, remove: async () => {} }
  const base = [tmpdir(), '/tmp'].find((directory) => fits(join(directory, 'jeweltrak-XXXXXX', 'pg')))
  if (base === undefined) {
    throw new EmbeddedPostgresError('unreachable', `The path ${cluster} is too long for a socket: set DATA_DIR to a shorter one.`)
  }
  const directory = await mkdtemp(join(base, 'jeweltrak-'))
  const path = join(directory, 'pg')
  await symlink(cluster, path)
  return { path, remove: () => rm(directory, { recursive: true, force: true }) }
}

function fits(directory: string): boolean {
  return Buffer.byteLength(join(directory, `.s.PGSQL.${SOCKET_PORT}`)) <= LONGEST_SOCKET_PATH
}

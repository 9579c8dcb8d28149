/** PgBouncer in front of PostgreSQL, lending a connection for a transaction only. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Client } from 'pg'
import { pause } from '../people.ts'

/** Gives the address to connect to, and stops it; null where this machine has none. */
export async function startPooler(connectionString: string): Promise<{ readonly url: string; stop(): Promise<void> } | null> {
  const directory = await mkdtemp(join(tmpdir(), 'jeweltrak-pooler-'))
  await chmod(directory, 0o777)
  const url = new URL(connectionString)
  const port = await freePort()
  const [database, user] = [url.pathname.slice(1), decodeURIComponent(url.username || url.searchParams.get('user') || '')]
  const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname)
  await writeFile(join(directory, 'users'), `"${user}" ""\n`)
  await writeFile(
    join(directory, 'pgbouncer.ini'),
    [
      '[databases]',
      `${database} = host=${host} port=${url.port || url.searchParams.get('port') || '5432'} dbname=${database} user=${user}`,
      '[pgbouncer]',
      `listen_addr = 127.0.0.1`,
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = any',
      'pool_mode = transaction',
      'default_pool_size = 20',
      'max_client_conn = 200',
      `logfile = ${join(directory, 'log')}`,
    ].join('\n'),
  )
  await letIn(connectionString, host)
  // It refuses to run as root.
  const isRoot = process.getuid?.() === 0
  const [command = '', ...start] = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'pgbouncer'] : ['pgbouncer']
  const child = spawn(command, [...start, '-q', join(directory, 'pgbouncer.ini')], { stdio: 'ignore' })
  const ended = Promise.race([once(child, 'exit'), once(child, 'error')]).then(
    () => true,
    () => true,
  )
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
    await rm(directory, { recursive: true, force: true })
  }
  for (let tries = 0; tries < 100; tries += 1) {
    if (await accepts(port)) return { url: `postgresql://${user}@127.0.0.1:${port}/${database}`, stop }
    if (await Promise.race([ended, pause(50).then(() => false)])) break
  }
  await stop()
  return null
}

/** The embedded PostgreSQL is for whoever started it alone: here another user comes through its socket. */
async function letIn(connectionString: string, directory: string): Promise<void> {
  await chmod(dirname(directory), 0o711)
  const rules = join(directory, 'pg_hba.conf')
  await writeFile(rules, `local all all trust\n${await readFile(rules, 'utf8')}`)
  const client = new Client({ connectionString })
  await client.connect()
  await client.query('select pg_reload_conf()')
  await client.end()
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.once('connect', () => (socket.destroy(), resolve(true)))
    socket.once('error', () => resolve(false))
  })
}

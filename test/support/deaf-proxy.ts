/** PostgreSQL, but for notifications: a connection through this hears none, as behind a pooler that shares connections. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface DeafProxy extends AsyncDisposable {
  /** The address to connect to in the place of the one that was given. */
  readonly connectionString: string
}

/** The type of the message that brings a notification: PostgreSQL's "Message Formats", NotificationResponse. */
const NOTIFICATION = 'A'.charCodeAt(0)

export async function deafen(connectionString: string): Promise<DeafProxy> {
  const url = new URL(connectionString)
  const socket = url.searchParams.get('host') ?? url.hostname
  const port = url.port === '' ? '5432' : url.port
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const postgres = socket.startsWith('/') ? connect(`${socket}/.s.PGSQL.${port}`) : connect(Number(port), socket)
    for (const [one, other] of [
      [client, postgres],
      [postgres, client],
    ] as const) {
      open.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
    client.pipe(postgres)
    const withoutNotifications = createFilter()
    postgres.on('data', (chunk: Buffer) => client.write(withoutNotifications(chunk)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy listens on no port.')
  const through = new URL(connectionString)
  through.searchParams.delete('host')
  through.hostname = '127.0.0.1'
  through.port = String(address.port)
  return {
    connectionString: through.href,
    async [Symbol.asyncDispose]() {
      for (const one of open) one.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Messages begin with a type and their length; one may come in several chunks. */
function createFilter(): (chunk: Buffer) => Buffer {
  let rest = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    const kept: Buffer[] = []
    while (rest.length >= 5 && rest.length >= 1 + rest.readInt32BE(1)) {
      const end = 1 + rest.readInt32BE(1)
      if (rest[0] !== NOTIFICATION) kept.push(rest.subarray(0, end))
      rest = rest.subarray(end)
    }
    return Buffer.concat(kept)
  }
}

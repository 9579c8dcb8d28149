/** The line between a server and PostgreSQL, with what can be wrong with one. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface PostgresLine extends AsyncDisposable {
  readonly connectionString: string
  /** Nothing goes through any more, and nothing is closed. */
  freeze(): void
  /** Each answer takes so much longer, in milliseconds. */
  delay(milliseconds: number): void
  /** Cuts all that is open, and has everybody refused with this SQLSTATE. */
  refuse(state: string): void
  /** Cuts all that is open and lets nobody in. */
  cut(): Promise<void>
}

export async function openPostgresLine(connectionString: string): Promise<PostgresLine> {
  const url = new URL(connectionString)
  const host = url.searchParams.get('host') ?? url.hostname
  const port = url.port === '' ? '5432' : url.port
  const open = new Set<Socket>()
  let isFrozen = false
  let delay = 0
  let refusal: Buffer | null = null
  const server = createServer((client) => {
    if (refusal !== null) {
      const answer = refusal
      client.on('error', () => {})
      return void client.once('data', () => client.end(answer))
    }
    const postgres = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(Number(port), host)
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
      one.on('data', (chunk: Buffer) => {
        if (isFrozen) return
        if (delay > 0 && one === postgres) setTimeout(() => other.write(chunk), delay)
        else other.write(chunk)
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The line listens on no port.')
  const through = new URL(connectionString)
  through.searchParams.delete('host')
  through.hostname = '127.0.0.1'
  through.port = String(address.port)
  const cut = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const one of open) one.destroy()
    await closed
  }
  return {
    connectionString: through.href,
    freeze: () => void (isFrozen = true),
    delay: (milliseconds) => void (delay = milliseconds),
    refuse(state) {
      refusal = refusalOf(state)
      for (const one of open) one.destroy()
    },
    cut,
    [Symbol.asyncDispose]: cut,
  }
}

/** PostgreSQL's "Message Formats", ErrorResponse. */
function refusalOf(state: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${state}\0Mrefused\0\0`)
  const length = Buffer.alloc(4)
  length.writeInt32BE(fields.length + 4)
  return Buffer.concat([Buffer.from('E'), length, fields])
}

/**
 * A small program over the embedded PostgreSQL, for tests that kill, interrupt and double it: `node embedded-program.ts
 * <data directory>` prints one JSON line when it serves and one for whatever follows, stays alive like a server, and ends on SIGINT or SIGTERM.
 */
import { Client } from 'pg'
import { startEmbeddedPostgres } from '../../../server/embedded-postgres/embedded-postgres.ts'

const [dataDirectory = '', ending] = process.argv.slice(2)

function say(event: string, value: unknown): void {
  process.stdout.write(`${JSON.stringify({ event, value })}\n`)
}

try {
  const postgres = await startEmbeddedPostgres({ dataDirectory })
  const client = new Client({ connectionString: postgres.connectionString })
  client.on('error', () => {})
  await client.connect()
  const stop = async (): Promise<void> => {
    const { rows } = await client.query<{ answer: number }>('SELECT 42 AS answer')
    say('answered while ending', rows[0]?.answer)
    await client.end()
    await postgres.stop()
    process.exit(0)
  }
  process.once('SIGINT', () => void stop())
  process.once('SIGTERM', () => void stop())
  setInterval(() => {}, 60_000)
  say('serving', { pid: postgres.pid, connectionString: postgres.connectionString })
  if (ending === 'end-without-stop') process.exit(0)
} catch (error) {
  say('refused', error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}

import { Client } from 'pg'
import { LIMITS } from './limits.ts'
import { TAB_CHANNEL } from './news.ts'

export interface Listener {
  /** Resolves, with what was wrong, once the connection is no more. */
  readonly ended: Promise<Error>
  close(): Promise<void>
}

/** Listens on a connection of its own; rejects where it can't be made. */
export async function openListener(connectionString: string, receive: (payload: string | undefined) => void): Promise<Listener> {
  const client = new Client({
    connectionString,
    keepAlive: true,
    connectionTimeoutMillis: LIMITS.connection,
    application_name: 'jeweltrak-changes',
  })
  const { promise: ended, resolve: end } = Promise.withResolvers<Error>()
  client.on('error', end)
  client.on('end', () => end(new Error('The connection that listens for changes has ended.')))
  client.on('notification', ({ payload }) => receive(payload))
  const close = (): Promise<void> => client.end().catch(() => {})
  try {
    await client.connect()
    await client.query(`listen ${TAB_CHANNEL}`)
  } catch (error) {
    await close()
    throw error
  }
  void ended.then(close)
  return { ended, close }
}

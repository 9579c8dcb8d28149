/**
 * News of changed tabs from every process on this database: one dedicated connection that listens. A notification is
 * a hint to read again; what is lost while the connection is down is made up for by notifying every subscriber afterwards.
 */
import type { InvoiceId, StoreId } from '../contract/ids.ts'
import { Client } from 'pg'
import { LIMITS } from './limits.ts'
import { parseNews, TAB_CHANNEL } from './tab-news.ts'

export interface Changes {
  /** Calls `onChange` whenever the tab of `invoice` may have changed, until the returned function is called. */
  subscribe(store: StoreId, invoice: InvoiceId, onChange: () => void): () => void
  close(): Promise<void>
}

export interface ChangesOptions {
  readonly connectionString: string
  /** Called for connections that broke; they are made again without end. */
  readonly onError: (error: Error) => void
  /** Yields numbers from 0 to 1: servers that lost one database must not come back to it in step. */
  readonly random: () => number
}

/** Milliseconds between attempts to connect again: doubled from the first to the last, each cut by up to half by chance. */
const FIRST_WAIT = 100
const LONGEST_WAIT = 5_000

/** Starts to listen; resolves once it does, and rejects where the first connection fails. */
export async function listenForChanges({ connectionString, onError, random }: ChangesOptions): Promise<Changes> {
  const subscribers = new Map<string, Set<() => void>>()
  const closing = new AbortController()

  const publish = (key: string): void => subscribers.get(key)?.forEach((onChange) => onChange())
  const receive = (payload: string | undefined): void => {
    const news = parseNews(payload)
    if (news === null) return
    if (news.invoice !== null) return publish(topicOf(news.store, news.invoice))
    const ofStore = `${JSON.stringify([news.store]).slice(0, -1)},`
    for (const key of subscribers.keys()) if (key.startsWith(ofStore)) publish(key)
  }
  const listen = (): Promise<Listener> => openListener(connectionString, receive)

  let listener = await listen()
  const kept = keepListening()

  async function keepListening(): Promise<void> {
    for (;;) {
      const error = await listener.ended
      if (closing.signal.aborted) return
      onError(error)
      if (!(await listenAgain())) return
      for (const key of subscribers.keys()) publish(key)
    }
  }

  async function listenAgain(): Promise<boolean> {
    for (let wait = FIRST_WAIT; !closing.signal.aborted; wait = Math.min(LONGEST_WAIT, wait * 2)) {
      try {
        listener = await listen()
        if (!closing.signal.aborted) return true
        await listener.close()
      } catch {
        await pause(wait * (0.5 + random() / 2), closing.signal)
      }
    }
    return false
  }

  return {
    subscribe(store, invoice, onChange) {
      const key = topicOf(store, invoice)
      const callbacks = subscribers.get(key) ?? new Set()
      // A function of its own, so that the same `onChange` given twice is called twice and removed once.
      const call = (): void => onChange()
      subscribers.set(key, callbacks.add(call))
      return () => {
        callbacks.delete(call)
        if (callbacks.size === 0 && subscribers.get(key) === callbacks) subscribers.delete(key)
      }
    },
    async close() {
      closing.abort()
      await listener.close()
      await kept
    },
  }
}

interface Listener {
  /** Resolves, with what was wrong, once the connection is no more. */
  readonly ended: Promise<Error>
  close(): Promise<void>
}

async function openListener(connectionString: string, receive: (payload: string | undefined) => void): Promise<Listener> {
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

function topicOf(store: StoreId, invoice: InvoiceId): string {
  return JSON.stringify([store, invoice])
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    resolve()
  })
  return promise
}

/**
 * News of changed tabs from every process on this database: one dedicated connection that listens. A notification is a hint
 * to read again; what is lost is made up for by reading the versions of what is watched now and then, and once a second while
 * notifications don't arrive, as behind a pooler that serves transactions.
 */
import { randomUUID } from 'node:crypto'
import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { Database } from './connection.ts'
import { openListener } from './listener.ts'
import { parseNews, sendProof } from './news.ts'
import { readWatchedVersions, type WatchedTab } from './watched-versions.ts'

export interface Changes {
  /** Calls `onChange` whenever the tab of `invoice` may have changed, until the returned function is called. */
  subscribe(store: StoreId, invoice: InvoiceId, onChange: () => void): () => void
  /** Calls `onChange` whenever anything of the store may have changed, until the returned function is called. */
  subscribeToStore(store: StoreId, onChange: () => void): () => void
  /** Calls `onChange` whenever any tab may have changed, until all is closed. */
  subscribeToAll(onChange: () => void): void
  /** Whether notifications arrived at the last proof; null where the database could not be reached for one yet. */
  isHeard(): boolean | null
  close(): Promise<void>
}

export interface ChangesOptions {
  readonly connectionString: string
  /** Reads versions, and sends what the listening connection proves itself by. */
  readonly db: Database
  /** Called for connections that broke; they are made again without end. */
  readonly onError: (error: Error) => void
  /** Called with what each proof showed: whether notifications arrive. */
  readonly onHeard?: (isHeard: boolean) => void
  /** Yields numbers from 0 to 1: servers that lost one database must not come back to it in step. */
  readonly random: () => number
  /** Milliseconds; {@link PACE} unless given. */
  readonly pace?: Pace
}

interface Pace {
  /** Between two readings of versions, while notifications arrive and while they don't. */
  readonly versions: number
  readonly deaf: number
  /** Between two proofs that they arrive, and how long one is waited for. */
  readonly proofs: number
  readonly proof: number
}

const PACE: Pace = { versions: 15_000, deaf: 1_000, proofs: 30_000, proof: 2_000 }

/** Milliseconds between attempts to connect again: doubled from the first to the last, each cut by up to half by chance. */
const FIRST_WAIT = 100
const LONGEST_WAIT = 5_000

interface Watched extends WatchedTab {
  readonly callbacks: Set<() => void>
  /** As it was read last; null before. */
  version: number | null
}

/** Starts to listen; resolves once it does and has proven itself, and rejects where the first connection fails. */
export async function listenForChanges({ connectionString, db, onError, onHeard, random, pace = PACE }: ChangesOptions): Promise<Changes> {
  const watched = new Map<string, Watched>()
  const stores = new Map<StoreId, Set<() => void>>()
  const ofAll: (() => void)[] = []
  const closing = new AbortController()
  let isHeard: boolean | null = null
  let proving = { proof: '', resolve: (_isHeard: boolean | null): void => {} }

  const publish = (tab: Watched | undefined): void => tab?.callbacks.forEach((onChange) => onChange())
  const publishToStores = (): void => stores.forEach((callbacks) => callbacks.forEach((onChange) => onChange()))
  const receive = (payload: string | undefined): void => {
    const news = parseNews(payload)
    if ('proof' in news) return news.proof === proving.proof ? proving.resolve(true) : undefined
    for (const onChange of ofAll) onChange()
    for (const { store } of news.changes) stores.get(store)?.forEach((onChange) => onChange())
    for (const { store, invoice } of news.changes) {
      if (invoice !== null) publish(watched.get(keyOf(store, invoice)))
      else for (const tab of watched.values()) if (tab.store === store) publish(tab)
    }
  }

  let listener = await openListener(connectionString, receive)
  await prove()
  const kept = Promise.all([keepListening(), keepProving(), keepReadingVersions()])

  async function keepListening(): Promise<void> {
    for (;;) {
      const error = await listener.ended
      if (closing.signal.aborted) return
      onError(error)
      if (!(await listenAgain())) return
      void prove()
      watched.forEach(publish)
      publishToStores()
    }
  }

  async function listenAgain(): Promise<boolean> {
    for (let wait = FIRST_WAIT; !closing.signal.aborted; wait = Math.min(LONGEST_WAIT, wait * 2)) {
      try {
        listener = await openListener(connectionString, receive)
        if (!closing.signal.aborted) return true
        await listener.close()
      } catch {
        await pause(wait * (0.5 + random() / 2), closing.signal)
      }
    }
    return false
  }

  async function keepProving(): Promise<void> {
    while (!closing.signal.aborted) {
      await pause(pace.proofs, closing.signal)
      if (!closing.signal.aborted) await prove()
    }
  }

  /** Notes whether what is sent to this process arrives. Where it can't be sent, that shows nothing. */
  async function prove(): Promise<void> {
    if (closing.signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<boolean | null>()
    // Of two at once the later one counts: the connection may have been made again between them.
    proving.resolve(null)
    proving = { proof: randomUUID(), resolve }
    await sendProof(db, proving.proof).catch(() => resolve(null))
    const timer = setTimeout(() => resolve(false), pace.proof)
    const shown = await promise
    clearTimeout(timer)
    if (shown === null) return
    isHeard = shown
    onHeard?.(shown)
  }

  async function keepReadingVersions(): Promise<void> {
    while (!closing.signal.aborted) {
      await pause(isHeard === false ? pace.deaf : pace.versions, closing.signal)
      if (!closing.signal.aborted && watched.size > 0) await readVersions().catch(() => {})
      // No version tells whether anything of a store has changed: whoever watches it looks.
      publishToStores()
    }
  }

  async function readVersions(): Promise<void> {
    for (const { store, invoice, version } of await readWatchedVersions(db, [...watched.values()])) {
      const tab = watched.get(keyOf(store, invoice))
      if (tab === undefined || tab.version === version) continue
      tab.version = version
      publish(tab)
    }
  }

  return {
    subscribe(store, invoice, onChange) {
      const key = keyOf(store, invoice)
      const tab = watched.get(key) ?? { store, invoice, callbacks: new Set(), version: null }
      watched.set(key, tab)
      // A function of its own, so that the same `onChange` given twice is called twice and removed once.
      const call = (): void => onChange()
      tab.callbacks.add(call)
      return () => {
        tab.callbacks.delete(call)
        if (tab.callbacks.size === 0 && watched.get(key) === tab) watched.delete(key)
      }
    },
    subscribeToStore(store, onChange) {
      const callbacks = stores.get(store) ?? new Set()
      stores.set(store, callbacks)
      const call = (): void => onChange()
      callbacks.add(call)
      return () => {
        callbacks.delete(call)
        if (callbacks.size === 0 && stores.get(store) === callbacks) stores.delete(store)
      }
    },
    subscribeToAll(onChange) {
      ofAll.push(onChange)
    },
    isHeard: () => isHeard,
    async close() {
      closing.abort()
      proving.resolve(null)
      await listener.close()
      await kept
    },
  }
}

function keyOf(store: StoreId, invoice: InvoiceId): string {
  return JSON.stringify([store, invoice])
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const end = (): void => {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
    resolve()
  }
  const timer = setTimeout(end, milliseconds)
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  return promise
}

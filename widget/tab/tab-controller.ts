import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Tab } from '../../server/contract/tab.ts'
import type { PaymentsClient } from '../shared/api/client.ts'
import type { Connection } from '../shared/api/follow-tab.ts'
import type { Environment } from '../shared/environment.ts'
import { keepSame } from './keep-same.ts'
import { untilLater } from './load-later.ts'
import { loadErrorCode, requestIdOf, type LoadErrorCode } from './load-error.ts'

export type TabState =
  | { readonly kind: 'loading' }
  /** `last` is what was shown before: a dialog that is open keeps what was typed. */
  | { readonly kind: 'failed'; readonly code: LoadErrorCode; readonly requestId: string | null; readonly last: Tab | null }
  | { readonly kind: 'ready'; readonly tab: Tab; readonly connection: Connection }

export interface TabControllerOptions {
  /** A newer tab arrived; `previous` is null for the first. */
  onTab(tab: Tab, previous: Tab | null): void
  onError(code: LoadErrorCode, error: unknown): void
}

export interface Following {
  readonly client: PaymentsClient
  readonly environment: Environment
}

const TICK = 30_000

/** A stream that has not brought an answered change after this long may have missed it: the tab is read. */
const STREAM_WITHIN = 3_000

/** Waits for a tab that shows something. */
interface Waiter {
  readonly shows: (tab: Tab) => boolean
  readonly done: (came: boolean) => void
}

/** Keeps the tab as the server last sent it: reads it once, then follows it. Nothing here ever edits it. */
export class TabController implements ReactiveController {
  state: TabState = { kind: 'loading' }
  readonly #host: ReactiveControllerHost
  readonly #options: TabControllerOptions
  #following: Following | null = null
  #stop = new AbortController()
  #isStreaming = false
  #isOffline = false
  readonly #waiters = new Set<Waiter>()

  constructor(host: ReactiveControllerHost, options: TabControllerOptions) {
    this.#host = host
    this.#options = options
    host.addController(this)
  }

  get tab(): Tab | null {
    return this.state.kind === 'ready' ? this.state.tab : null
  }

  hostConnected(): void {
    if (this.#following !== null && this.#stop.signal.aborted) this.#follow(this.#following)
  }

  hostDisconnected(): void {
    this.#end()
  }

  /** Starts over from nothing. */
  start(following: Following): void {
    this.#following = following
    this.#become({ kind: 'loading' })
    this.#follow(following)
  }

  /** There is nothing to start with: the page named no source of client secrets. */
  fail(code: LoadErrorCode, error: unknown): void {
    this.#end()
    this.#become({ kind: 'failed', code, requestId: requestIdOf(error), last: this.tab })
    this.#options.onError(code, error)
  }

  /**
   * Resolves once the tab is as new as an answer of the server, which `shows` recognises. An open stream brings it;
   * without one, or where the stream is late, the tab is read. A read that fails leaves the tab as it is.
   */
  async caughtUp(shows: (tab: Tab) => boolean): Promise<void> {
    const { signal } = this.#stop
    if (this.#isStreaming && (await this.#streamed(shows))) return
    if (signal.aborted) return
    const tab = await this.#following?.client.readTab(signal).catch(() => undefined)
    if (tab !== undefined && !signal.aborted) this.#adopt(tab)
  }

  /** Whether the stream brings such a tab, soon enough and before it ends. */
  #streamed(shows: Waiter['shows']): Promise<boolean> {
    const { tab } = this
    if (tab !== null && shows(tab)) return Promise.resolve(true)
    const over = new AbortController()
    return new Promise((resolve) => {
      const waiter: Waiter = {
        shows,
        done: (came) => {
          this.#waiters.delete(waiter)
          over.abort()
          resolve(came)
        },
      }
      this.#waiters.add(waiter)
      void this.#following?.environment.wait(STREAM_WITHIN, over.signal).then(() => waiter.done(false))
    })
  }

  #follow(following: Following): void {
    this.#end()
    this.#stop = new AbortController()
    const { signal } = this.#stop
    void this.#run(following, signal)
    void this.#tick(following.environment, signal)
    void this.#watchNetwork(following, signal)
  }

  /** Times such as “2 min ago” change by themselves, so they are drawn again now and then. */
  async #tick(environment: Environment, signal: AbortSignal): Promise<void> {
    for (;;) {
      await environment.wait(TICK, signal)
      if (signal.aborted) return
      this.#host.requestUpdate()
    }
  }

  /** What the browser says of its network is known at once; a stream that was cut off may stay silent for a minute. */
  async #watchNetwork(following: Following, signal: AbortSignal): Promise<void> {
    const { environment } = following
    await environment.untilOnline(false, signal)
    if (signal.aborted) return
    this.#isOffline = true
    this.#connected('offline')
    await environment.untilOnline(true, signal)
    if (signal.aborted) return
    this.#isOffline = false
    this.#connected('reconnecting')
    this.#follow(following)
  }

  #connected(connection: Connection): void {
    if (this.state.kind === 'ready' && this.state.connection !== connection) this.#become({ ...this.state, connection })
  }

  async #run({ client, environment }: Following, signal: AbortSignal): Promise<void> {
    try {
      if (this.tab === null) this.#adopt(await client.readTab(signal))
      const onConnection = (connection: Connection): void => {
        if (!signal.aborted && !this.#isOffline) this.#connected(connection)
      }
      const later = await untilLater(environment, signal, () => onConnection('reconnecting'))
      this.#host.requestUpdate()
      await later?.followTab({
        client,
        environment,
        signal,
        version: () => this.tab?.version ?? null,
        onTab: (tab) => this.#adopt(tab),
        onStream: (isOpen) => {
          if (!signal.aborted) this.#streams(isOpen)
        },
        onConnection,
      })
    } catch (error) {
      if (signal.aborted) return
      this.fail(loadErrorCode(error), error)
    }
  }

  #adopt(read: Tab): void {
    const previous = this.tab
    if (previous !== null && read.version < previous.version) return
    const tab = previous === null ? read : keepSame(previous, read)
    this.#become({ kind: 'ready', tab, connection: this.state.kind === 'ready' ? this.state.connection : 'live' })
    if (previous === null || tab.version > previous.version) this.#options.onTab(tab, previous)
    for (const waiter of this.#waiters) if (waiter.shows(tab)) waiter.done(true)
  }

  /** Follows no longer. */
  #end(): void {
    this.#stop.abort()
    this.#streams(false)
  }

  /** What waits for a stream that has ended waits no longer. */
  #streams(isOpen: boolean): void {
    this.#isStreaming = isOpen
    if (!isOpen) for (const waiter of this.#waiters) waiter.done(false)
  }

  #become(state: TabState): void {
    this.state = state
    this.#host.requestUpdate()
  }
}

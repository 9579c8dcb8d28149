/** The server as something to embed: what `npm run serve` listens with, and any host with a `fetch` can mount. */
import { setTimeout as pause } from 'node:timers/promises'
import { createUnderWay } from './context/under-way.ts'
import { within } from './context/within.ts'
import { WAIT_FOR_STOP } from './domain/time-limits.ts'
import type { FetchEnv } from './http/env.ts'
import type { RefuseUnreadable } from './http/unreadable.ts'
import { refuseQuietly } from './process/unreadable.ts'
import { startServer, type PaymentsServerOptions, type Running } from './setup/start-server.ts'

export type { PaymentsServerOptions } from './setup/start-server.ts'
/** Where the books are kept. */
export type { DatabaseLocation } from './setup/open-database.ts'
/** The server's configuration, for a host that takes it from the environment too; `docs/operating.md` lists the variables. */
export { readConfig, requireStripe, type Config } from './setup/config.ts'
export { ConfigError } from './context/errors.ts'
/** The log as the server writes it; a host may hand in one of its own. */
export { createLog, type LogLevel } from './context/create-log.ts'
export type { Log } from './context/log.ts'
export type { FetchEnv } from './http/env.ts'
/** What a process that serves by itself needs: a port, signals, and a sentence for what went wrong at the start. */
export { explain } from './process/explain.ts'
export { listen, portSentence, type Listening } from './process/listen.ts'
export { createNodeHandler } from './process/node-handler.ts'
export { onSignals } from './process/signals.ts'

export interface PaymentsServer {
  /** Answers a request. `env` is what `@hono/node-server` hands in; by it the caller's address is known. */
  fetch(request: Request, env?: FetchEnv): Promise<Response>
  /** Answers health, readiness and metrics, for a port that only whoever runs the server reaches. */
  fetchOperator(request: Request): Promise<Response>
  /** The answer to what a process that listens could not read as a request: a problem, logged and counted like every other. */
  refuse: RefuseUnreadable
  /** Aborts where the server can never work again: its reason is an error that says why. Whoever runs the process ends it then. */
  readonly lost: AbortSignal
  /** Connects, migrates, and begins to work. Rejects, with nothing left running, where any of it fails. */
  start(): Promise<void>
  /**
   * Makes ready for `stop()`: the server says that it is not ready and serves on, then refuses new calls, has the
   * streams reconnect, and resolves once nothing is under way, or after a bound. Whoever listens closes his
   * connections between this and `stop()`.
   */
  drain(options?: DrainOptions): Promise<void>
  /** Drains without serving on, where that was not done before, and closes everything, the database last. */
  stop(): Promise<void>
}

export interface DrainOptions {
  /** How long it serves on, so that a balancer can notice that it is not ready; 0 unless given. */
  readonly seconds?: number
  /** Ends the serving on before its time. */
  readonly hurry?: AbortSignal
}

export function createPaymentsServer(options: PaymentsServerOptions): PaymentsServer {
  const draining = new AbortController()
  const refusing = new AbortController()
  const lost = new AbortController()
  const underWay = createUnderWay()
  let running: Promise<Running> | null = null
  let refuse: RefuseUnreadable = refuseQuietly
  let drained: Promise<void> | null = null

  const drain: PaymentsServer['drain'] = async ({ seconds = 0, hurry } = {}) => {
    draining.abort()
    const cutShort = AbortSignal.any([refusing.signal, ...(hurry === undefined ? [] : [hurry])])
    if (seconds > 0) await pause(seconds * 1000, undefined, { signal: cutShort }).catch(() => {})
    refusing.abort()
    await (drained ??= within(WAIT_FOR_STOP, underWay.finished()))
  }

  return {
    lost: lost.signal,
    async fetch(request, env = {}) {
      if (running === null) throw new Error('The payments server takes calls once start() is called.')
      const answer = running.then(({ fetch }) => fetch(request, env))
      // What is refused needs nothing that is closed, and must not keep a busy server from stopping.
      return refusing.signal.aborted ? answer : underWay.add(answer)
    },
    async fetchOperator(request) {
      if (running === null) throw new Error('The payments server takes calls once start() is called.')
      return (await running).fetchOperator(request)
    },
    async start() {
      const lifecycle = { draining: draining.signal, refusing: refusing.signal, lost: lost.signal }
      running ??= startServer(options, lifecycle, underWay, (reason) => lost.abort(reason))
      ;({ refuse } = await running)
    },
    refuse: (status) => refuse(status),
    drain,
    async stop() {
      if (running === null) return
      await drain()
      // What failed to start has closed what it opened.
      const started = await running.catch(() => null)
      await started?.close()
    },
  }
}

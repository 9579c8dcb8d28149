/** The streams of this server: those who may see the same of an invoice share each read of it, and each message made from it. */
import type { Context } from 'hono'
import type { InvoiceId } from '../contract/ids.ts'
import type { Tab } from '../contract/tab.ts'
import { permissionsOf, type Principal } from '../context/principal.ts'
import type { Changes } from '../database/changes.ts'
import type { Proof } from '../access/identity.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { readTab } from '../tab/read-tab.ts'
import type { Callers } from './callers.ts'
import type { Env } from './env.ts'
import type { Lifecycle } from './lifecycle.ts'
import { createOpenStreams } from './open-streams.ts'
import { createSharedReads } from './shared-reads.ts'
import { streamTab, tabMessage } from './stream.ts'

export interface TabStreamsParts {
  /** With connections that only streams use. */
  readonly ctx: GatewayCtx
  readonly callers: Callers
  readonly changes: Changes
  readonly lifecycle: Lifecycle
  /** Counts what must be finished before the database is closed. */
  readonly underWay: <T>(work: Promise<T>) => Promise<T>
  /** Told when a stream opens, by 1, and when it ends, by −1. */
  readonly onStream: (change: 1 | -1) => void
}

/** Who streams what, and until when they may. */
export interface Reader {
  readonly principal: Principal
  readonly proof: Proof
  readonly invoice: InvoiceId
  readonly expiresAt: Date | null
}

/** Opens a stream. Refused with: not_found, rate_limited. */
export type OpenTabStream = (c: Context<Env>, reader: Reader) => Promise<Response>

const HEADERS = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' }

export function createTabStreams({ ctx, callers, changes, lifecycle, underWay, onStream }: TabStreamsParts): OpenTabStream {
  const shareRead = createSharedReads<Tab>()
  const openStreams = createOpenStreams()
  const encode = createEncoder()

  return async (c, { principal, proof, invoice, expiresAt }) => {
    const read = (): Promise<Tab> => underWay(shareRead(viewOf(principal, invoice), () => readTab(ctx, principal, invoice)))
    // Where only its headers are requested, a stream would never be read, and so never end.
    if (c.req.method === 'HEAD') return read().then(() => c.body(null, 200, HEADERS))
    const leave = openStreams.take(proof)
    try {
      const first = await read()
      const stream = streamTab({
        first,
        known: c.req.header('last-event-id'),
        read,
        encode,
        isLive: () => callers.isLive(proof),
        subscribe: (onChange) => changes.subscribe(principal.store, invoice, onChange),
        lifetime: expiresAt === null ? null : expiresAt.getTime() - ctx.clock().getTime(),
        stopping: lifecycle.refusing,
        onEnd() {
          leave()
          onStream(-1)
        },
        onError: (error) => ctx.log.error({ error, requestId: c.get('requestId') }, 'A stream ended because the tab could not be read.'),
      })
      onStream(1)
      return c.body(stream, 200, HEADERS)
    } catch (error) {
      leave()
      throw error
    }
  }
}

/** What a tab depends on besides the books: equal for those who are shown the same. */
function viewOf(principal: Principal, invoice: InvoiceId): string {
  const limited = principal.kind === 'widget' && principal.maxRefund !== null ? [principal.actor.id, principal.maxRefund] : null
  return JSON.stringify([principal.store, invoice, permissionsOf(principal), limited])
}

/** Each tab as a message, made once however many streams send it. */
function createEncoder(): (tab: Tab) => Uint8Array {
  const messages = new WeakMap<Tab, Uint8Array>()
  return (tab) => {
    const message = messages.get(tab) ?? tabMessage(tab)
    messages.set(tab, message)
    return message
  }
}

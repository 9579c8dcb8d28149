/** The streams of this server: those who may see the same of an invoice share each read of it, and each message made from it. */
import type { Context } from 'hono'
import type { InvoiceId } from '../contract/ids.ts'
import type { Tab } from '../contract/tab.ts'
import { permissionsOf, type Principal } from '../context/principal.ts'
import type { Changes } from '../database/changes.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { readTab } from '../tab/read-tab.ts'
import type { Env } from './env.ts'
import type { OpenStream, Reader } from './open-stream.ts'
import { createSharedReads } from './shared-reads.ts'
import { BY_VERSION, tabMessage } from './stream.ts'

export interface TabStreamsParts {
  /** With connections that only streams use. */
  readonly ctx: GatewayCtx
  readonly changes: Changes
  readonly openStream: OpenStream
}

export interface TabReader extends Reader {
  readonly principal: Principal
  readonly invoice: InvoiceId
}

/** Opens a stream. Refused with: not_found, rate_limited. */
export type OpenTabStream = (c: Context<Env>, reader: TabReader) => Promise<Response>

export function createTabStreams({ ctx, changes, openStream }: TabStreamsParts): OpenTabStream {
  const shareRead = createSharedReads<Tab>()
  const encode = createEncoder()
  return (c, { principal, invoice, ...reader }) =>
    openStream<Tab>(c, reader, {
      ...BY_VERSION,
      encode,
      read: () => shareRead(viewOf(principal, invoice), () => readTab(ctx, principal, invoice)),
      subscribe: (onChange) => changes.subscribe(principal.store, invoice, onChange),
    })
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

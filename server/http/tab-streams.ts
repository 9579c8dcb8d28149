/** The streams of this server: those who may see the same of an invoice share each read of it, and each message made from it. */
import type { Context } from 'hono'
import type { InvoiceId } from '../contract/ids.ts'
import type { Tab } from '../contract/tab.ts'
import { limitsOf, readerOf, type Principal } from '../context/principal.ts'
import type { Changes } from '../database/changes.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { TabRows } from '../tab/queries.ts'
import { actorOfRows, isPersonal, readRows, tabOf } from '../tab/read-tab.ts'
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
  const shareRead = createSharedReads<TabRows>()
  const shareTab = createSharedTabs()
  const encode = createEncoder()
  return (c, { principal, invoice, ...reader }) =>
    openStream<Tab>(c, reader, {
      ...BY_VERSION,
      encode,
      read: async () => {
        const rows = await shareRead(rowsOf(principal, invoice), () => readRows(ctx, principal, invoice))
        return shareTab(rows, viewOf(principal, rows), () => tabOf(ctx, principal, rows))
      },
      subscribe: (onChange) => changes.subscribe(principal.store, invoice, onChange),
    })
}

/** Equal for those who share a read. */
function rowsOf(principal: Principal, invoice: InvoiceId): string {
  return JSON.stringify([principal.store, invoice, actorOfRows(principal)])
}

/** What a tab depends on besides its rows: equal for those who are shown the same. */
function viewOf(principal: Principal, rows: TabRows): string {
  const { permissions, actor } = readerOf(principal)
  return JSON.stringify([permissions, limitsOf(principal), isPersonal(rows) ? actor : null])
}

/** The tabs of one read, each made once for all who are shown the same. */
function createSharedTabs(): (rows: TabRows, view: string, make: () => Tab) => Tab {
  const made = new WeakMap<TabRows, Map<string, Tab>>()
  return (rows, view, make) => {
    const tabs = made.get(rows) ?? new Map<string, Tab>()
    made.set(rows, tabs)
    const tab = tabs.get(view) ?? make()
    tabs.set(view, tab)
    return tab
  }
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

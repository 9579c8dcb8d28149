/** The calls of the wire contract: each is admitted, handed to its operation, and answered. */
import type { Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type * as z from 'zod/mini'
import { CALLS, type Call, type CallId } from '../contract/calls.ts'
import { Id, InvoiceId } from '../contract/fields.ts'
import type { Changes } from '../database/changes.ts'
import { Refusal } from '../domain/refusal.ts'
import { dropIfGone } from '../operations/caller.ts'
import { createEmbedSession } from '../operations/create-embed-session.ts'
import { importPayment } from '../operations/import-payment.ts'
import { putInvoice } from '../operations/put-invoice.ts'
import { readAudit } from '../operations/read-audit.ts'
import { readTab } from '../operations/read-tab.ts'
import { readVersion } from '../operations/read-version.ts'
import { recordPayment } from '../operations/record-payment.ts'
import { removePayment } from '../operations/remove-payment.ts'
import { requestRefund } from '../operations/request-refund.ts'
import { syncInvoice } from '../operations/sync-invoice.ts'
import { admit, type Admitted, type Gate } from './admit.ts'
import type { App } from './context.ts'
import type { Lifecycle } from './lifecycle.ts'
import { entityTag, isHeld } from './held-version.ts'
import { streamTab } from './stream.ts'

export interface RouteParts extends Gate {
  readonly changes: Changes
  readonly lifecycle: Lifecycle
  /** Counts what must be finished before the database is closed. */
  readonly underWay: <T>(work: Promise<T>) => Promise<T>
  /** Holds every answer against the contract: for tests and development. */
  readonly checkAnswers: boolean
}

type Handler<Id extends CallId> = (c: Context<App>, call: Admitted<(typeof CALLS)[Id]>) => Promise<Response>

export function addRoutes(app: Hono<App>, parts: RouteParts): void {
  const { services: s, changes, lifecycle, underWay } = parts

  const route = <Id extends CallId>(id: Id, handler: Handler<Id>): void => {
    const call = CALLS[id]
    app.on(call.method.toUpperCase(), routePath(call), async (c) => {
      c.set('call', id)
      const admitted = await admit(c, call, parts)
      dropIfGone(admitted.caller)
      return handler(c, admitted)
    })
  }

  const answer = (c: Context<App>, call: Call, status: ContentfulStatusCode, value: object): Response => {
    const schema: z.ZodMiniType | null | undefined = call.answers[status]?.schema
    if (parts.checkAnswers) schema?.parse(value)
    return c.json(value, status)
  }

  route('putInvoice', async (c, { caller, body }) => {
    const invoice = c.req.param('invoice') ?? ''
    if (!InvoiceId.safeParse(invoice).success)
      throw new Refusal('invalid_request', 'The id of an invoice must be 1 to 128 letters, digits or . _ ~ : -')
    return answer(c, CALLS.putInvoice, 200, await putInvoice(s, caller, invoice, body))
  })

  route('createEmbedSession', async (c, { caller, body }) =>
    answer(c, CALLS.createEmbedSession, 201, await createEmbedSession(s, caller, body)),
  )

  route('readTab', async (c, { caller }) => {
    const invoice = invoiceOf(c)
    const held = c.req.header('if-none-match')
    if (held !== undefined) {
      const version = await readVersion(s, caller, invoice)
      if (isHeld(held, version)) return c.body(null, 304, { ETag: entityTag(version) })
    }
    const tab = await readTab(s, caller, invoice)
    c.header('ETag', entityTag(tab.version))
    return answer(c, CALLS.readTab, 200, tab)
  })

  route('recordPayment', async (c, { caller, body, idempotencyKey }) => {
    const invoice = invoiceOf(c)
    if (!('charge' in body)) return answer(c, CALLS.recordPayment, 201, await recordPayment(s, caller, invoice, body, idempotencyKey))
    const { payment, created } = await importPayment(s, caller, invoice, body)
    return answer(c, CALLS.recordPayment, created ? 201 : 200, payment)
  })

  route('removePayment', async (c, { caller }) => {
    await removePayment(s, caller, invoiceOf(c), paymentOf(c))
    return c.body(null, 204)
  })

  route('requestRefund', async (c, { caller, body, idempotencyKey }) => {
    const payment = await requestRefund(s, caller, invoiceOf(c), body, idempotencyKey)
    return answer(c, CALLS.requestRefund, payment.status === 'processing' ? 202 : 201, payment)
  })

  route('readAudit', async (c, { caller, query }) =>
    answer(c, CALLS.readAudit, 200, await readAudit(s, caller, invoiceOf(c), { cursor: query.cursor ?? null, limit: Number(query.limit) })),
  )

  route('syncInvoice', async (c, { caller }) => answer(c, CALLS.syncInvoice, 200, await syncInvoice(s, caller, invoiceOf(c))))

  route('streamTab', async (c, { caller, expiresAt }) => {
    const invoice = invoiceOf(c)
    const first = await readTab(s, caller, invoice)
    const headers = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' }
    // Asked for its headers only, a stream would never be read, and so never end.
    if (c.req.method === 'HEAD') return c.body(null, 200, headers)
    const stream = streamTab({
      first,
      held: c.req.header('last-event-id'),
      read: () => underWay(readTab(s, caller, invoice)),
      subscribe: (onChange) => changes.subscribe(caller.store, invoice, onChange),
      lifetime: expiresAt === null ? null : expiresAt.getTime() - s.clock().getTime(),
      stopping: lifecycle.refusing,
      onError: (error) => s.log.error({ error, requestId: c.get('requestId') }, 'A stream ended because the tab could not be read.'),
    })
    return c.body(stream, 200, headers)
  })
}

/** The path as Hono writes it. */
export function routePath(call: Call): string {
  return call.path.replaceAll(/\{(\w+)\}/g, ':$1')
}

/** What can't be an id names nothing that exists. */
function invoiceOf(c: Context<App>): string {
  const parsed = InvoiceId.safeParse(c.req.param('invoice'))
  if (!parsed.success) throw new Refusal('not_found')
  return parsed.data
}

function paymentOf(c: Context<App>): string {
  const parsed = Id.safeParse(c.req.param('payment'))
  if (!parsed.success) throw new Refusal('not_found')
  return parsed.data
}

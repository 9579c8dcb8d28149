/** The calls of the wire contract: each is admitted, handed to its operation, and answered. */
import type { Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type * as z from 'zod/mini'
import { CALLS, type Call, type CallId } from '../contract/calls.ts'
import { Id, InvoiceId } from '../contract/fields.ts'
import type { Changes } from '../database/changes.ts'
import { ApiError } from '../context/errors.ts'
import { dropIfGone } from '../context/principal.ts'
import { createEmbedSession } from '../access/create-embed-session.ts'
import { acknowledgeAttention } from '../attention/acknowledge.ts'
import { listAttention } from '../attention/list.ts'
import { importPayment } from '../sync/import-payment.ts'
import { putInvoice } from '../ledger/put-invoice.ts'
import { readAudit } from '../audit/read-audit.ts'
import { readTab } from '../tab/read-tab.ts'
import { readVersion } from '../tab/read-version.ts'
import { recordPayment } from '../ledger/record-payment.ts'
import { removePayment } from '../ledger/remove-payment.ts'
import { requestRefund } from '../refunds/request.ts'
import { syncInvoice } from '../reconciliation/sync-invoice.ts'
import { authorize, type Authorized, type RequestContext } from './authorize.ts'
import type { App } from './env.ts'
import type { Lifecycle } from './lifecycle.ts'
import { entityTag, isHeld } from './held-version.ts'
import { streamTab } from './stream.ts'

export interface RouteParts extends RequestContext {
  readonly changes: Changes
  readonly lifecycle: Lifecycle
  /** Counts what must be finished before the database is closed. */
  readonly underWay: <T>(work: Promise<T>) => Promise<T>
  /** Holds every answer against the contract: for tests and development. */
  readonly checkAnswers: boolean
}

type Handler<Id extends CallId> = (c: Context<App>, call: Authorized<(typeof CALLS)[Id]>) => Promise<Response>

export function addRoutes(app: Hono<App>, parts: RouteParts): void {
  const { services: ctx, changes, lifecycle, underWay } = parts

  const route = <Id extends CallId>(id: Id, handler: Handler<Id>): void => {
    const call = CALLS[id]
    app.on(call.method.toUpperCase(), routePath(call), async (c) => {
      c.set('call', id)
      const admitted = await authorize(c, call, parts)
      dropIfGone(admitted.principal)
      return handler(c, admitted)
    })
  }

  const answer = (c: Context<App>, call: Call, status: ContentfulStatusCode, value: object): Response => {
    const schema: z.ZodMiniType | null | undefined = call.answers[status]?.schema
    if (parts.checkAnswers) schema?.parse(value)
    return c.json(value, status)
  }

  route('putInvoice', async (c, { principal, body }) => {
    const invoice = c.req.param('invoice') ?? ''
    if (!InvoiceId.safeParse(invoice).success)
      throw new ApiError('invalid_request', 'The id of an invoice must be 1 to 128 letters, digits or . _ ~ : -')
    return answer(c, CALLS.putInvoice, 200, await putInvoice(ctx, principal, invoice, body))
  })

  route('createEmbedSession', async (c, { principal, body }) =>
    answer(c, CALLS.createEmbedSession, 201, await createEmbedSession(ctx, principal, body)),
  )

  route('readTab', async (c, { principal }) => {
    const invoice = invoiceOf(c)
    const held = c.req.header('if-none-match')
    if (held !== undefined) {
      const version = await readVersion(ctx, principal, invoice)
      if (isHeld(held, version)) return c.body(null, 304, { ETag: entityTag(version) })
    }
    const tab = await readTab(ctx, principal, invoice)
    c.header('ETag', entityTag(tab.version))
    return answer(c, CALLS.readTab, 200, tab)
  })

  route('recordPayment', async (c, { principal, body, idempotencyKey }) => {
    const invoice = invoiceOf(c)
    if (!('charge' in body)) return answer(c, CALLS.recordPayment, 201, await recordPayment(ctx, principal, invoice, body, idempotencyKey))
    const { payment, created } = await importPayment(ctx, principal, invoice, body)
    return answer(c, CALLS.recordPayment, created ? 201 : 200, payment)
  })

  route('removePayment', async (c, { principal }) => {
    await removePayment(ctx, principal, invoiceOf(c), paymentOf(c))
    return c.body(null, 204)
  })

  route('requestRefund', async (c, { principal, body, idempotencyKey }) => {
    const payment = await requestRefund(ctx, principal, invoiceOf(c), body, idempotencyKey)
    return answer(c, CALLS.requestRefund, payment.status === 'processing' ? 202 : 201, payment)
  })

  route('readAudit', async (c, { principal, query }) =>
    answer(
      c,
      CALLS.readAudit,
      200,
      await readAudit(ctx, principal, invoiceOf(c), { cursor: query.cursor ?? null, limit: Number(query.limit) }),
    ),
  )

  route('syncInvoice', async (c, { principal }) => answer(c, CALLS.syncInvoice, 200, await syncInvoice(ctx, principal, invoiceOf(c))))

  route('listAttention', async (c, { principal }) => answer(c, CALLS.listAttention, 200, { items: await listAttention(ctx, principal) }))

  route('acknowledgeAttention', async (c, { principal }) => {
    await acknowledgeAttention(ctx, { id: c.req.param('item') ?? '', store: principal.store })
    return c.body(null, 204)
  })

  route('streamTab', async (c, { principal, expiresAt }) => {
    const invoice = invoiceOf(c)
    const first = await readTab(ctx, principal, invoice)
    const headers = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' }
    // Asked for its headers only, a stream would never be read, and so never end.
    if (c.req.method === 'HEAD') return c.body(null, 200, headers)
    const stream = streamTab({
      first,
      held: c.req.header('last-event-id'),
      read: () => underWay(readTab(ctx, principal, invoice)),
      subscribe: (onChange) => changes.subscribe(principal.store, invoice, onChange),
      lifetime: expiresAt === null ? null : expiresAt.getTime() - ctx.clock().getTime(),
      stopping: lifecycle.refusing,
      onError: (error) => ctx.log.error({ error, requestId: c.get('requestId') }, 'A stream ended because the tab could not be read.'),
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
  if (!parsed.success) throw new ApiError('not_found')
  return parsed.data
}

function paymentOf(c: Context<App>): string {
  const parsed = Id.safeParse(c.req.param('payment'))
  if (!parsed.success) throw new ApiError('not_found')
  return parsed.data
}

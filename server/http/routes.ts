/** The calls of the wire contract: each is handed to its verb, and answered. */
import type { Payment } from '../contract/tab.ts'
import { addFacts } from '../context/facts.ts'
import { readerOf, type Principal } from '../context/principal.ts'
import { createEmbedSession } from '../access/create-embed-session.ts'
import { acknowledgeAttention } from '../attention/acknowledge.ts'
import { assignByPerson } from '../ledger/assign-by-person.ts'
import { listAttention } from '../attention/list.ts'
import { importPayment } from '../sync/import-payment.ts'
import { putInvoice } from '../ledger/put-invoice.ts'
import { readDesk } from '../desk/read-desk.ts'
import { readAudit } from '../audit/read-audit.ts'
import { dashboardOf, readPayment, readTab } from '../tab/read-tab.ts'
import { readThread } from '../tab/thread.ts'
import { readVersion } from '../tab/read-version.ts'
import { toInvoice, toPayment } from '../tab/rows.ts'
import { recordPayment } from '../ledger/record-payment.ts'
import { removePayment } from '../ledger/remove-payment.ts'
import { approveRefund } from '../refunds/approve.ts'
import type { RequestedRefund } from '../refunds/ask-stripe.ts'
import { declineRefund } from '../refunds/decline.ts'
import { requestRefund } from '../refunds/request.ts'
import { withdrawRefund } from '../refunds/withdraw.ts'
import { shareSyncs } from '../reconciliation/share-syncs.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { entityTag, isKnownVersion } from './known-version.ts'
import type { Router } from './router.ts'
import type { OpenDeskStream } from './desk-streams.ts'
import type { OpenTabStream } from './tab-streams.ts'

export interface RouteParts {
  readonly ctx: GatewayCtx
  readonly openTabStream: OpenTabStream
  readonly openDeskStream: OpenDeskStream
  /** Milliseconds within which a sync of an invoice is answered as the one before. */
  readonly syncSpacing: number
}

export function addRoutes({ authorized, answer }: Router, parts: RouteParts): void {
  const { ctx, openTabStream, openDeskStream } = parts
  const syncInvoice = shareSyncs(ctx, parts.syncSpacing)

  const shown = (principal: Principal, { account, ...refund }: RequestedRefund): Payment => {
    const payment = toPayment({ ...refund, dashboard: dashboardOf(ctx, account) }, readerOf(principal))
    const { id: row, charge, currency } = payment
    addFacts({ row, charge, currency, refund: payment.refund?.id, rowStatus: payment.status })
    return payment
  }

  authorized('putInvoice', async (c, { principal, params, body }) => {
    const { invoice, paid } = await putInvoice(ctx, principal, params.invoice, body)
    return answer(c, 'putInvoice', 200, toInvoice(invoice, paid))
  })

  authorized('createEmbedSession', async (c, { principal, proof, body }) =>
    answer(c, 'createEmbedSession', 201, await createEmbedSession(ctx, principal, body, proof.kind === 'key' ? proof.hash : null)),
  )

  authorized('readTab', async (c, { principal, params: { invoice } }) => {
    const known = c.req.header('if-none-match')
    if (known !== undefined) {
      const version = await readVersion(ctx, principal, invoice)
      if (isKnownVersion(known, version)) return c.body(null, 304, { ETag: entityTag(version) })
    }
    const tab = await readTab(ctx, principal, invoice)
    c.header('ETag', entityTag(tab.version))
    return answer(c, 'readTab', 200, tab)
  })

  authorized('readThread', async (c, { principal, params: { invoice, payment } }) =>
    answer(c, 'readThread', 200, await readThread(ctx, principal, invoice, payment)),
  )

  authorized('recordPayment', async (c, { principal, params: { invoice }, body, idempotencyKey }) => {
    if (!('charge' in body)) {
      const row = await recordPayment(ctx, principal, invoice, body, idempotencyKey)
      addFacts({ row: row.id, paymentMethod: row.method, amount: row.amount, currency: row.currency })
      return answer(c, 'recordPayment', 201, toPayment({ row }, readerOf(principal)))
    }
    const { payment, created } = await importPayment(ctx, principal, invoice, body)
    return answer(c, 'recordPayment', created ? 201 : 200, await readPayment(ctx, principal, invoice, payment))
  })

  authorized('removePayment', async (c, { principal, params: { invoice, payment } }) => {
    await removePayment(ctx, principal, invoice, payment)
    return c.body(null, 204)
  })

  authorized('requestRefund', async (c, { principal, params, body, idempotencyKey }) => {
    addFacts({ payment: body.payment, amount: body.amount })
    const payment = shown(principal, await requestRefund(ctx, principal, params.invoice, body, idempotencyKey))
    return answer(c, 'requestRefund', payment.refund?.id === null ? 202 : 201, payment)
  })

  authorized('approveRefund', async (c, { principal, params, body }) => {
    const payment = shown(principal, await approveRefund(ctx, principal, params, body))
    return answer(c, 'approveRefund', payment.refund?.id === null ? 202 : 201, payment)
  })

  authorized('declineRefund', async (c, { principal, params, body }) =>
    answer(c, 'declineRefund', 200, shown(principal, await declineRefund(ctx, principal, params, body))),
  )

  authorized('withdrawRefund', async (c, { principal, params, body }) => {
    await withdrawRefund(ctx, principal, params, body)
    return c.body(null, 204)
  })

  authorized('readAudit', async (c, { principal, params, query }) =>
    answer(c, 'readAudit', 200, await readAudit(ctx, principal, params.invoice, { cursor: query.cursor ?? null, limit: query.limit })),
  )

  authorized('syncInvoice', async (c, { principal, params }) => answer(c, 'syncInvoice', 200, await syncInvoice(principal, params.invoice)))

  authorized('listAttention', async (c, { principal }) => answer(c, 'listAttention', 200, { items: await listAttention(ctx, principal) }))

  authorized('acknowledgeAttention', async (c, { principal, params: { item }, body }) => {
    if ('assign' in body) await assignByPerson(ctx, { item, invoice: body.assign, store: principal.store })
    else await acknowledgeAttention(ctx, { id: item, store: principal.store })
    return c.body(null, 204)
  })

  authorized('streamTab', (c, { principal, proof, params: { invoice }, expiresAt }) =>
    openTabStream(c, { principal, proof, invoice, expiresAt }),
  )

  authorized('readDesk', async (c, { principal }) => answer(c, 'readDesk', 200, await readDesk(ctx, principal)))

  authorized('streamDesk', (c, { principal: { store }, proof, expiresAt }) => openDeskStream(c, { store, proof, expiresAt }))
}

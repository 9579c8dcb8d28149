import { html } from 'hono/html'
import type { Account, Charge } from '../state.ts'
import { money, time, typed, words } from './format.ts'
import { type Html, badge, button, field, form, link, select, tick } from './parts.ts'

function statusOf(charge: Charge): string {
  if (charge.status !== 'succeeded') return charge.status
  if (charge.refunded) return 'refunded'
  if (!charge.captured) return 'authorized'
  return charge.amount_refunded > 0 ? 'partly refunded' : 'succeeded'
}

function paidWith(charge: Charge): string {
  const details = charge.payment_method_details
  const card = details?.card ?? details?.card_present ?? details?.interac_present
  if (card !== undefined) {
    const where = details?.card === undefined ? ', at the reader' : ''
    return `${card.brand ?? 'card'} •••• ${card.last4 ?? ''}${where}`
  }
  return `bank account •••• ${details?.us_bank_account?.last4 ?? ''}`
}

/** What the payment says of an invoice, wherever it says so. */
function invoiceOf(account: Account, charge: Charge): string {
  const intent = account.paymentIntents.get(charge.payment_intent ?? '')
  const session = [...account.sessions.values()].find(({ payment_intent: id }) => id !== null && id === charge.payment_intent)
  const mark =
    charge.metadata['jeweltrak_invoice'] ??
    intent?.metadata['jeweltrak_invoice'] ??
    session?.metadata?.['jeweltrak_invoice'] ??
    session?.client_reference_id?.match(/^jeweltrak[-_](.+)$/)?.[1]
  if (mark !== undefined) return `invoice ${mark}`
  return session?.client_reference_id == null ? 'no invoice' : `reference ${session.client_reference_id}`
}

/** One payment: a line, and behind it its facts and what can be done to it. */
export function payment(account: Account, charge: Charge, open: boolean): Html {
  const refunds = [...account.refunds.values()].filter((refund) => refund.charge === charge.id)
  const disputes = [...account.disputes.values()].filter((dispute) => dispute.charge === charge.id)
  const fee = account.balanceTransactions.get(charge.balance_transaction ?? '')?.fee
  return html`<details class="row" id="${charge.id}" ${open ? 'open' : ''}>
    <summary>
      <span class="amount">${money(charge.amount, charge.currency)}</span>
      <span class="what">${invoiceOf(account, charge)} <small>${paidWith(charge)}</small></span>
      <span class="state">${badge(statusOf(charge))}${charge.disputed ? badge('disputed') : ''}${account.silentCharges.has(charge.id) ? badge('unanswered') : ''}</span>
      <time>${time(charge.created)}</time>
    </summary>
    <div class="inside">
      <dl>
        <div>
          <dt>Charge</dt>
          <dd><code>${charge.id}</code></dd>
        </div>
        <div>
          <dt>Payment intent</dt>
          <dd><code>${charge.payment_intent ?? '—'}</code></dd>
        </div>
        <div>
          <dt>Captured</dt>
          <dd>${money(charge.amount_captured, charge.currency)}</dd>
        </div>
        <div>
          <dt>Refunded</dt>
          <dd>${money(charge.amount_refunded, charge.currency)}</dd>
        </div>
        <div>
          <dt>Fee</dt>
          <dd>${fee === undefined ? '—' : money(fee, charge.currency)}</dd>
        </div>
        ${refunds.map(
          ({ id }) =>
            html`<div>
              <dt>Refund</dt>
              <dd>${link(id)}</dd>
            </div>`,
        )}
        ${disputes.map(
          ({ id }) =>
            html`<div>
              <dt>Dispute</dt>
              <dd>${link(id)}</dd>
            </div>`,
        )}
      </dl>
      ${actionsOn(charge, account.silentCharges.has(charge.id))}
    </div>
  </details>`
}

function actionsOn(charge: Charge, silent: boolean): Html {
  const currency = html`<input type="hidden" name="currency" value="${charge.currency}" />`
  if (charge.status === 'pending') {
    return html`<div class="actions">
      ${form('clear', charge.id, [
        html`<p>The bank has not answered yet.</p>`,
        button('Paid', 'status', 'succeeded'),
        button('Refused', 'status', 'failed'),
      ])}
    </div>`
  }
  if (charge.status !== 'succeeded') return html`<p>${charge.failure_message ?? ''}</p>`
  if (!charge.captured) {
    return html`<div class="actions">
      ${form('capture', charge.id, [currency, field('Amount to capture', 'amount', typed(charge.amount, charge.currency), 'inputmode="decimal"'), button('Capture')])}
      ${form('release', charge.id, button('Release the authorization'))}
    </div>`
  }
  const left = charge.amount_captured - charge.amount_refunded
  return html`<div class="actions">
    ${left > 0 ? refundForm(charge, left, currency) : ''}
    ${form('dispute', charge.id, [
      html`<h3>Dispute</h3>`,
      currency,
      field('Amount', 'amount', typed(charge.amount_captured, charge.currency), 'inputmode="decimal"'),
      select(
        'Reason',
        'reason',
        ['fraudulent', 'duplicate', 'product_not_received', 'product_unacceptable', 'credit_not_processed', 'general'].map((code) => [
          code,
          words(code),
        ]),
      ),
      field('Answer due, else in nine days', 'dueBy', '', 'type="date"'),
      tick('Only an inquiry', 'inquiry'),
      button('Open dispute'),
    ])}
    ${form('silence', charge.id, [
      html`<h3>Calls about its refunds</h3>`,
      silent ? button('Answer again', 'silent', 'no') : button('Leave unanswered', 'silent', 'yes'),
    ])}
  </div>`
}

function refundForm(charge: Charge, left: number, currency: Html): Html {
  return form('refund', charge.id, [
    html`<h3>Refund</h3>`,
    currency,
    field('Amount', 'amount', typed(left, charge.currency), 'inputmode="decimal"'),
    select('Reason', 'reason', [
      ['', 'none'],
      ...['requested_by_customer', 'duplicate', 'fraudulent'].map((code) => [code, words(code)] as const),
    ]),
    select('Turns out', 'outcome', [
      ['succeeded', 'succeeded'],
      ['pending: processing', 'pending: processing'],
      ['pending: insufficient_funds', 'pending: balance too low'],
      ['failed_later', 'succeeded, fails later'],
      ['requires_action', 'requires action'],
    ]),
    button('Refund'),
  ])
}

import { html } from 'hono/html'
import type { Refund } from '../state.ts'
import { money, time, words } from './format.ts'
import { type Html, badge, button, field, form, link, select } from './parts.ts'

const failureReasons = [
  'expired_or_canceled_card',
  'lost_or_stolen_card',
  'insufficient_funds',
  'declined',
  'charge_for_pending_refund_disputed',
  'merchant_request',
  'unknown',
] as const

/** One refund, and what the bank may make of it. */
export function refund(one: Refund, open: boolean): Html {
  const status = one.status ?? 'pending'
  const why = one.pending_reason ?? one.failure_reason
  const card = one.destination_details?.card ?? one.destination_details?.us_bank_transfer
  return html`<details class="row" id="${one.id}" ${open ? 'open' : ''}>
    <summary>
      <span class="amount">${money(-one.amount, one.currency)}</span>
      <span class="what"><code>${one.id}</code> <small>${why === undefined ? words(one.reason ?? '') : words(why)}</small></span>
      <span class="state">${badge(status)}</span>
      <time>${time(one.created)}</time>
    </summary>
    <div class="inside">
      <dl>
        <div>
          <dt>Charge</dt>
          <dd>${link(one.charge)}</dd>
        </div>
        <div>
          <dt>Bank reference</dt>
          <dd>${card?.reference ?? card?.reference_status ?? '—'}</dd>
        </div>
        ${Object.entries(one.metadata ?? {}).map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      ${status === 'failed' || status === 'canceled' ? '' : actionsOn(one, status)}
    </div>
  </details>`
}

function actionsOn(one: Refund, status: string): Html {
  return html`<div class="actions">
    ${form('refund-change', one.id, [
      html`<h3>The bank answers</h3>`,
      select(
        'Failure reason',
        'failureReason',
        failureReasons.map((code) => [code, words(code)]),
      ),
      status === 'succeeded' ? html`` : button('Succeeded', 'status', 'succeeded'),
      button('Failed', 'status', 'failed'),
      button('Canceled', 'status', 'canceled'),
    ])}
    ${form('refund-change', one.id, [html`<h3>Reference</h3>`, field('Number', 'reference', '', 'required'), button('Give the reference')])}
  </div>`
}

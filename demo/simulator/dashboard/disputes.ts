import { html } from 'hono/html'
import { asOf } from '../objects/disputes.ts'
import type { Dispute } from '../state.ts'
import { date, money, time, words } from './format.ts'
import { type Html, badge, button, form, link } from './parts.ts'

/** One dispute, and what its bank may do next. `now` in Unix seconds. */
export function dispute(stored: Dispute, open: boolean, now: number): Html {
  const one = asOf(stored, now)
  const details = one.evidence_details
  const taken = one.balance_transactions.reduce((sum, transaction) => sum + transaction.amount, 0)
  return html`<details class="row" id="${one.id}" ${open ? 'open' : ''}>
    <summary>
      <span class="amount">${money(one.amount, one.currency)}</span>
      <span class="what"
        >${words(one.reason)} <small><code>${one.id}</code></small></span
      >
      <span class="state">${badge(one.status)}${details.past_due ? badge('overdue') : ''}</span>
      <time>${time(one.created)}</time>
    </summary>
    <div class="inside">
      <dl>
        <div>
          <dt>Charge</dt>
          <dd>${link(String(one.charge))}</dd>
        </div>
        <div>
          <dt>Answer due</dt>
          <dd>${details.due_by === null ? '—' : date(details.due_by)}</dd>
        </div>
        <div>
          <dt>Evidence</dt>
          <dd>${details.submission_count > 0 ? `submitted, ${details.submission_count}×` : 'none yet'}</dd>
        </div>
        <div>
          <dt>Withdrawn</dt>
          <dd>${money(-taken, one.currency)}</dd>
        </div>
        <div>
          <dt>Refundable meanwhile</dt>
          <dd>${one.is_charge_refundable ? 'yes' : 'no'}</dd>
        </div>
      </dl>
      <div class="actions">${actionsOn(one)}</div>
    </div>
  </details>`
}

function actionsOn({ id, status }: Dispute): Html[] {
  if (status.startsWith('warning_') && status !== 'warning_closed') {
    return [
      ...(status === 'warning_needs_response' ? [form('evidence', id, button('Submit evidence'))] : []),
      form('escalate', id, button('Escalate to chargeback')),
      form('close', id, button('Close the inquiry', 'outcome', 'warning_closed')),
      form('dispute-change', id, button('Prevented', 'status', 'prevented')),
    ]
  }
  if (['won', 'lost', 'warning_closed', 'prevented'].includes(status)) {
    const again = status === 'warning_closed' ? 'warning_needs_response' : status === 'lost' ? 'appeal_needs_response' : 'needs_response'
    return [form('dispute-change', id, button(`Reopen as ${words(again)}`, 'status', again))]
  }
  return [
    ...(status.endsWith('needs_response') ? [form('evidence', id, button('Submit evidence'))] : []),
    form('close', id, [button('Won', 'outcome', 'won'), button('Lost', 'outcome', 'lost')]),
    form('dispute-change', id, button('Prevented', 'status', 'prevented')),
  ]
}

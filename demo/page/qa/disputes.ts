/** The cardholder's bank. */
import { html, nothing, type TemplateResult } from 'lit'
import type { StripeDispute } from '../../controls.ts'
import { money } from '../format.ts'
import type { Page } from '../state.ts'
import { chargeChoices } from './bank.ts'
import { onSend, pick, type Choice } from './fields.ts'
import type { Play } from './play.ts'

const KINDS: readonly Choice[] = [
  { value: 'chargeback', text: 'takes the money back' },
  { value: 'inquiry', text: 'inquiry first' },
]

const REASONS: readonly Choice[] = ['fraudulent', 'product_not_received', 'product_unacceptable', 'duplicate', 'unrecognized'].map(
  (value) => ({ value, text: value.replaceAll('_', ' ') }),
)

const DEADLINES: readonly Choice[] = [
  { value: '9', text: 'in nine days' },
  { value: '2', text: 'in two days' },
  { value: '-1', text: 'was yesterday' },
]

const DAY = 24 * 60 * 60 * 1000

export function disputeSection(page: Page, play: Play): TemplateResult {
  const charges = chargeChoices(page)
  const open = page.state.stripe.disputes.filter(({ status }) => !['won', 'lost', 'warning_closed', 'prevented'].includes(status))
  const dispute = onSend((said) =>
    play('Disputed', (controls) =>
      controls.dispute({
        charge: said.text('charge'),
        reason: said.text('reason'),
        inquiry: said.text('kind') === 'inquiry',
        dueBy: new Date(Date.now() + Number(said.text('due')) * DAY).toISOString(),
      }),
    ),
  )
  return html`<section>
    <h3>The customer’s bank</h3>
    ${
      charges.length === 0
        ? html`<p class="quiet">Nothing to dispute.</p>`
        : html`<form @submit=${dispute}>
          ${pick('Payment', 'charge', charges)} ${pick('The bank', 'kind', KINDS)} ${pick('Because', 'reason', REASONS)} ${pick('Answer due', 'due', DEADLINES)}<button>Dispute it</button>
        </form>`
    }
    ${open.length === 0 ? nothing : open.map((one) => decide(one, page, play))}
  </section>`
}

function decide({ id, amount, currency, status }: StripeDispute, page: Page, play: Play): TemplateResult {
  const inquiry = status.startsWith('warning_')
  return html`<div class="decide">
    <p>${money(amount, currency, page.state.settings.locale)}, ${status.replaceAll('_', ' ')}</p>
    <div class="buttons">
      <button type="button" @click=${() => play('Evidence submitted', (controls) => controls.changeDispute(id, { evidenceSubmitted: true, status: inquiry ? 'warning_under_review' : 'under_review' }))}>Evidence sent</button>
      ${
        inquiry
          ? html`<button type="button" @click=${() => play('Escalated', (controls) => controls.escalateDispute(id))}>Escalate</button>
            <button type="button" @click=${() => play('Closed', (controls) => controls.closeDispute(id, 'warning_closed'))}>Close</button>`
          : html`<button type="button" @click=${() => play('Won', (controls) => controls.closeDispute(id, 'won'))}>Shop wins</button>
            <button type="button" @click=${() => play('Lost', (controls) => controls.closeDispute(id, 'lost'))}>Shop loses</button>`
      }
    </div>
  </div>`
}

/** Payments in, and refunds that were made at Stripe. */
import { html, nothing, type TemplateResult } from 'lit'
import type { StripeRefund } from '../../controls.ts'
import { INVOICES } from '../../shop/invoices.ts'
import { money } from '../format.ts'
import type { Page } from '../state.ts'
import { amountInput, onSend, pick, type Choice } from './fields.ts'
import type { Play } from './play.ts'

const METHODS: readonly Choice[] = [
  { value: 'stripe_link', text: 'Payment link' },
  { value: 'stripe_terminal', text: 'Card reader' },
  { value: 'interac', text: 'Interac, at the reader' },
]

const OUTCOMES: readonly Choice[] = [
  { value: 'succeeded', text: 'goes through' },
  { value: 'pending', text: 'stays pending' },
  { value: 'failed_later', text: 'fails in a few seconds' },
  { value: 'requires_action', text: 'needs the customer' },
]

const FAILURES: readonly Choice[] = ['expired_or_canceled_card', 'lost_or_stolen_card', 'declined', 'insufficient_funds', 'unknown'].map(
  (value) => ({ value, text: value.replaceAll('_', ' ') }),
)

export function bankSection(page: Page, play: Play): TemplateResult {
  const { settings, stripe } = page.state
  const currency = currencyOf(page)
  const charges = chargeChoices(page)
  const pay = onSend((said) => {
    const amount = said.amount('amount', currency, settings.locale)
    if (amount === null) return page.update({ outcome: { text: 'Enter the amount that the customer pays.', failed: true } })
    play(`${money(amount, currency, settings.locale)} paid`, (controls) =>
      controls.pay({ invoice: settings.invoice, amount, currency, method: said.text('method') }),
    )
  })
  const refund = onSend((said) => {
    const amount = said.amount('amount', currency, settings.locale)
    play('Refunded in Stripe’s dashboard', (controls) =>
      controls.refund({ charge: said.text('charge'), ...(amount === null ? {} : { amount }), outcome: said.text('outcome') }),
    )
  })
  const open = stripe.refunds.filter(({ status }) => status !== 'failed' && status !== 'canceled')
  return html`<section>
      <h3>The customer</h3>
      <form @submit=${pay}>${amountInput('Pays', 'amount', 'Amount')} ${pick('By', 'method', METHODS)}<button>Take the payment</button></form>
    </section>
    <section>
      <h3>Stripe’s dashboard</h3>
      ${
        charges.length === 0
          ? html`<p class="quiet">No Stripe payment on this invoice yet.</p>`
          : html`<form @submit=${refund}>
            ${pick('Payment', 'charge', charges)} ${amountInput('Refund', 'amount', 'All that is left')} ${pick('It', 'outcome', OUTCOMES)}<button>Refund there</button>
          </form>`
      }
      ${open.length === 0 ? nothing : ending(page, open, play)}
    </section>`
}

function ending(page: Page, refunds: readonly StripeRefund[], play: Play): TemplateResult {
  const { locale } = page.state.settings
  const choices = refunds.map(({ id, amount, currency, status }) => ({
    value: id,
    text: `${money(amount, currency, locale)}, ${status ?? 'unknown'}`,
  }))
  const send = onSend((said) => {
    const status = said.text('status')
    play(`The refund ${status}`, (controls) =>
      controls.changeRefund(said.text('refund'), status === 'failed' ? { status, failureReason: said.text('failure') } : { status }),
    )
  })
  return html`<form @submit=${send}>
    ${pick('The refund of', 'refund', choices)}
    ${pick('Now', 'status', [
      { value: 'succeeded', text: 'goes through' },
      { value: 'failed', text: 'fails' },
      { value: 'canceled', text: 'is canceled' },
    ])}
    ${pick('Failing because', 'failure', FAILURES)}<button>Change it</button>
  </form>`
}

/** The invoice's Stripe payments, the latest first. */
export function chargeChoices({ state: { stripe, settings } }: Page): Choice[] {
  return stripe.charges
    .toReversed()
    .map(({ id, amount, currency }) => ({ value: id, text: `${money(amount, currency, settings.locale)} …${id.slice(-4)}` }))
}

function currencyOf({ state: { invoice, settings } }: Page): string {
  return invoice?.currency ?? INVOICES.find(({ id }) => id === settings.invoice)?.currency ?? 'usd'
}

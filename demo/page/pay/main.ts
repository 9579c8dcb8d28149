/** The page on which a customer pays what is due on an invoice. */
import { html, nothing, render, type TemplateResult } from 'lit'
import * as z from 'zod/mini'
import { INVOICES } from '../../shop/invoices.ts'
import { Due, ShopFacts } from '../../shop/facts.ts'
import { money } from '../format.ts'
import { NOT_TAKEN, payAtSimulator } from './simulated.ts'
import type { PaymentElement } from './stripe.ts'

z.config({ jitless: true })

type Stage =
  /** Stripe's own form for the card is on its way. */
  | { readonly kind: 'opening' }
  | { readonly kind: 'due'; readonly trouble: string | null }
  | { readonly kind: 'paying' }
  | { readonly kind: 'paid'; readonly amount: number }
  | { readonly kind: 'nothing due' }
  /** Stripe's own form did not come. */
  | { readonly kind: 'closed' }

const LOCALE = 'en-US'

const invoice = new URLSearchParams(location.search).get('invoice') ?? '1020'
const facts = ShopFacts.parse(await (await fetch('/demo/shop')).json())
const answer = await fetch(`/demo/due?${new URLSearchParams({ invoice })}`)
const due = answer.ok ? Due.parse(await answer.json()) : null
let stage: Stage = { kind: 'nothing due' }
let element: PaymentElement | null = null

if (due === null || due.amount <= 0) show({ kind: 'nothing due' })
else if (facts.publishableKey === null) show({ kind: 'due', trouble: null })
else await openElement(facts.publishableKey, due)

async function openElement(publishableKey: string, bill: Due): Promise<void> {
  show({ kind: 'opening' })
  try {
    const { mountPaymentElement } = await import('./stripe.ts')
    element = await mountPaymentElement(publishableKey, bill)
    show({ kind: 'due', trouble: null })
  } catch {
    show({ kind: 'closed' })
  }
}

function show(next: Stage): void {
  stage = next
  const root = document.getElementById('pay')
  if (root !== null) render(page(), root)
}

function page(): TemplateResult {
  return html`<header><p class="shop">Marlow &amp; Finch, Fine Jewelers</p></header>
    ${due === null ? html`<h1>There is no such invoice</h1>` : bill(due)}`
}

function bill({ customer, currency, amount }: Due): TemplateResult {
  const items = INVOICES.find(({ id }) => id === invoice)?.items ?? []
  const sum = stage.kind === 'paid' ? stage.amount : amount
  return html`<p class="kicker">Invoice ${invoice}${customer === null ? nothing : `, ${customer}`}</p>
    <h1>${money(sum, currency, LOCALE)}</h1>
    <ul>
      ${items.map(({ what, more }) => html`<li>${what}${more === undefined ? nothing : html`<small>${more}</small>`}</li>`)}
    </ul>
    ${stage.kind === 'nothing due' ? html`<p role="status">Nothing is due on this invoice.</p>` : nothing}
    ${stage.kind === 'paid' ? html`<p role="status" class="paid">Paid. Thank you.</p>` : nothing}
    ${stage.kind === 'closed' ? html`<p role="alert">The form for your card did not load. Check your connection, then reload this page.</p>` : nothing}
    ${stage.kind === 'opening' || stage.kind === 'due' || stage.kind === 'paying' ? form(amount, currency) : nothing}`
}

function form(amount: number, currency: string): TemplateResult {
  if (facts.till === 'closed') return html`<p role="status">Set STRIPE_PUBLISHABLE_KEY to take payments here.</p>`
  const busy = stage.kind !== 'due'
  return html`<form @submit=${(event: SubmitEvent & { currentTarget: HTMLFormElement }) => void pay(event, amount)}>
    ${
      facts.till === 'stripe'
        ? html`<div id="payment-element"></div>`
        : html`<label
          ><span>Card</span>
          <select name="card">
            <option value="visa">Visa •••• 4242</option>
            <option value="mastercard">Mastercard •••• 4444</option>
            <option value="declined">One that is declined</option>
          </select></label
        >`
    }
    <button aria-disabled=${String(busy)}>${stage.kind === 'paying' ? 'Paying…' : `Pay ${money(amount, currency, LOCALE)}`}</button>
    <p role="alert">${stage.kind === 'due' ? (stage.trouble ?? nothing) : nothing}</p>
  </form>`
}

async function pay(event: SubmitEvent & { currentTarget: HTMLFormElement }, amount: number): Promise<void> {
  event.preventDefault()
  // A second click pays nothing more.
  if (stage.kind !== 'due') return
  const card = new FormData(event.currentTarget).get('card')
  show({ kind: 'paying' })
  const trouble = await (element === null ? payAtSimulator(invoice, typeof card === 'string' ? card : 'visa') : element.pay(invoice)).catch(
    () => NOT_TAKEN,
  )
  show(trouble === null ? { kind: 'paid', amount } : { kind: 'due', trouble })
}

/** The invoice on screen: its head, and its tabs. */
import { html, nothing, type TemplateResult } from 'lit'
import { INVOICES, totalOf, type ShopInvoice } from '../../shop/invoices.ts'
import { day, money } from '../format.ts'
import { CHOICES, type PageTab } from '../settings.ts'
import type { Page } from '../state.ts'
import { historyTab } from './history.ts'
import { itemsTab } from './items.ts'
import { paymentsTab } from './payments.ts'

const TAB_NAMES: Readonly<Record<PageTab, string>> = { items: 'Items', payments: 'Payments', history: 'History' }

export function invoiceView(page: Page): TemplateResult {
  const { settings } = page.state
  const sold = INVOICES.find(({ id }) => id === settings.invoice) ?? null
  return html`${head(sold, page)}
    <div class="tabs" role="tablist" aria-label="Invoice" @keydown=${(event: KeyboardEvent) => move(event, page)}>
      ${CHOICES.tab.map((tab) => tabButton(tab, page))}
    </div>
    <section class="panel" id="panel-items" role="tabpanel" aria-labelledby="tab-items" ?hidden=${settings.tab !== 'items'}>${itemsTab(sold, page)}</section>
    <section class="panel" id="panel-payments" role="tabpanel" aria-labelledby="tab-payments" ?hidden=${settings.tab !== 'payments'}>${paymentsTab(page)}</section>
    <section class="panel" id="panel-history" role="tabpanel" aria-labelledby="tab-history" ?hidden=${settings.tab !== 'history'}>${historyTab(page)}</section>`
}

function head(sold: ShopInvoice | null, page: Page): TemplateResult {
  const { settings, invoice, facts } = page.state
  const currency = sold?.currency ?? invoice?.currency ?? 'usd'
  const total = invoice?.total ?? (sold === null ? null : totalOf(sold))
  return html`<header class="head">
    <div>
      <p class="kicker">Invoice ${settings.invoice}</p>
      <h1>${sold?.customer ?? invoice?.customer?.name ?? `Invoice ${settings.invoice}`}</h1>
      <p class="meta">
        ${
          sold === null
            ? nothing
            : html`<span>${day(new Date(Date.parse(facts.openedOn) - sold.daysAgo * DAY), settings.locale)}</span><span>Sold by ${sold.soldBy}</span>${sold.email === undefined ? nothing : html`<span>${sold.email}</span>`}`
        }
      </p>
    </div>
    <dl class="sums">
      <div>
        <dt>Invoice total</dt>
        <dd>${total === null ? '…' : money(total, currency, settings.locale)}</dd>
      </div>
      <div>
        <dt>Status</dt>
        <dd>
          <span class="chip" data-status=${statusOf(sold, page)}>${STATUS_WORDS[statusOf(sold, page)]}</span>
          ${statusOf(sold, page) === 'due' ? html`<a class="pay-link" href=${`/pay?${new URLSearchParams({ invoice: settings.invoice })}`} title="The customer’s pay page">Pay page</a>` : nothing}
        </dd>
      </div>
    </dl>
  </header>`
}

const DAY = 24 * 60 * 60 * 1000
const STATUS_WORDS = { paid: 'Paid', due: 'Balance due', over: 'Overpaid', voided: 'Voided', unknown: '…' } as const

/** The host hears of payments through the widget's events. */
function statusOf(sold: ShopInvoice | null, { state: { invoice } }: Page): keyof typeof STATUS_WORDS {
  if (sold?.status === 'voided' || invoice?.status === 'voided') return 'voided'
  if (invoice === null) return 'unknown'
  if (invoice.balance === 0) return 'paid'
  return invoice.balance > 0 ? 'due' : 'over'
}

function tabButton(tab: PageTab, page: Page): TemplateResult {
  const chosen = page.state.settings.tab === tab
  return html`<button type="button" role="tab" id=${`tab-${tab}`} aria-controls=${`panel-${tab}`} aria-selected=${String(chosen)} tabindex=${chosen ? 0 : -1} @click=${() => page.set({ tab })}>${TAB_NAMES[tab]}</button>`
}

/** Arrow keys move between tabs, as everywhere. */
function move(event: KeyboardEvent & { currentTarget?: unknown }, page: Page): void {
  const forward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
  const back = document.documentElement.dir === 'rtl' ? 'ArrowRight' : 'ArrowLeft'
  const step = event.key === forward ? 1 : event.key === back ? -1 : 0
  const next = CHOICES.tab[(CHOICES.tab.indexOf(page.state.settings.tab) + step + CHOICES.tab.length) % CHOICES.tab.length]
  if (step === 0 || next === undefined) return
  page.set({ tab: next })
  document.getElementById(`tab-${next}`)?.focus()
}

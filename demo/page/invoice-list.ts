import { html, type TemplateResult } from 'lit'
import { INVOICES, totalOf, type ShopInvoice } from '../shop/invoices.ts'
import { money } from './format.ts'
import { writeSettings } from './settings.ts'
import { NOTHING_YET, type Page } from './state.ts'

export function invoiceList(page: Page): TemplateResult {
  const { search, facts } = page.state
  const known = INVOICES.filter(({ played }) => facts.simulatorUrl !== null || played !== true)
  const found = known.filter((invoice) => matches(invoice, search))
  return html`<nav class="invoices" id="invoices" aria-label="Invoices">
    <input
      type="search"
      placeholder="Find an invoice"
      aria-label="Find an invoice"
      .value=${search}
      @input=${(event: InputEvent & { currentTarget: HTMLInputElement }) => page.update({ search: event.currentTarget.value })}
    />
    <ul>
      ${found.map((invoice) => entry(invoice, page))}
    </ul>
    ${found.length === 0 ? html`<p class="quiet">No invoice is called that.</p>` : null}
  </nav>`
}

function entry(invoice: ShopInvoice, page: Page): TemplateResult {
  const { settings } = page.state
  const { id, customer, shows, currency = 'usd' } = invoice
  return html`<li>
    <a href=${writeSettings({ ...settings, invoice: id })} aria-current=${settings.invoice === id ? 'page' : 'false'} @click=${(event: MouseEvent) => visit(event, id, page)}>
      <span class="number">${id}</span>
      <span class="customer">${customer}</span>
      <span class="second"><span class="shows">${shows}</span><span>${money(totalOf(invoice), currency, settings.locale)}</span></span>
    </a>
  </li>`
}

/** Links open in a new tab as links do; otherwise the invoice is shown without loading the page again. */
function visit(event: MouseEvent, invoice: string, page: Page): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return
  event.preventDefault()
  page.update({ ...NOTHING_YET, listOpen: false })
  page.set({ invoice }, true)
}

function matches({ id, customer, shows }: ShopInvoice, search: string): boolean {
  return `${id} ${customer} ${shows}`.toLowerCase().includes(search.trim().toLowerCase())
}

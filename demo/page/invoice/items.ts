import { html, nothing, type TemplateResult } from 'lit'
import { subtotalOf, totalOf, type Item, type ShopInvoice } from '../../shop/invoices.ts'
import { money } from '../format.ts'
import type { Page } from '../state.ts'

export function itemsTab(invoice: ShopInvoice | null, page: Page): TemplateResult {
  if (invoice === null) return html`<p class="quiet">This invoice was made from outside the shop and has no items here.</p>`
  const { currency = 'usd', items, tax } = invoice
  const sum = (amount: number): string => money(amount, currency, page.state.settings.locale)
  return html`<table class="plain">
    <thead>
      <tr>
        <th scope="col">Tag</th>
        <th scope="col">Item</th>
        <th scope="col" class="end">Qty</th>
        <th scope="col" class="end">Price</th>
        <th scope="col" class="end">Amount</th>
      </tr>
    </thead>
    <tbody>
      ${items.map((item) => row(item, sum))}
    </tbody>
    <tfoot>
      ${line('Subtotal', sum(subtotalOf(invoice)))} ${line('Sales tax', sum(tax))} ${line('Total', sum(totalOf(invoice)), 'grand')}
    </tfoot>
  </table>`
}

function row({ tag, what, more, quantity = 1, price }: Item, sum: (amount: number) => string): TemplateResult {
  return html`<tr>
    <td class="quiet">${tag}</td>
    <td>${what}${more === undefined ? nothing : html`<small>${more}</small>`}</td>
    <td class="end">${quantity}</td>
    <td class="end">${sum(price)}</td>
    <td class="end">${sum(price * quantity)}</td>
  </tr>`
}

function line(name: string, amount: string, kind = ''): TemplateResult {
  return html`<tr class=${kind}>
    <th scope="row" colspan="4" class="end">${name}</th>
    <td class="end">${amount}</td>
  </tr>`
}

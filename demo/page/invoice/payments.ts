/** The Payments tab: the tag itself, once, or twice side by side as two people see it. */
import { html, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import type { InvoiceLine } from '../../../widget/index.ts'
import { INVOICES } from '../../shop/invoices.ts'
import { employee } from '../../shop/people.ts'
import { TIME_ZONE } from '../format.ts'
import { sessionUrl, writeSettings, type Settings } from '../settings.ts'
import type { Page } from '../state.ts'

/** In percent: what the shop keeps when something comes back. */
const RESTOCKING_FEE = 15

/** What was sold, to be picked for a refund; what comes back on an exchange is no such line. */
const LINES: ReadonlyMap<string, readonly InvoiceLine[]> = new Map(
  INVOICES.map(({ id, items }) => [
    id,
    items.filter(({ price }) => price > 0).map(({ what, price, quantity = 1 }) => ({ label: what, amount: price * quantity })),
  ]),
)

export function paymentsTab(page: Page): TemplateResult {
  const { settings } = page.state
  const other: Settings = { ...settings, as: settings.other, permissions: null, maxRefund: null }
  return html`<div class="panes" data-width=${settings.width} ?data-two=${settings.second}>
    ${pane('first', settings)} ${settings.second ? pane('second', other) : null}
  </div>`
}

function pane(which: 'first' | 'second', settings: Settings): TemplateResult {
  const { name, role } = employee(settings.as)
  const session = sessionUrl(settings)
  const items = new URL(writeSettings({ ...settings, tab: 'items' }), location.href).href
  const tag = html`<jeweltrak-payments session-url=${session} locale=${settings.locale} store-time-zone=${TIME_ZONE} returns-url=${items} restocking-fee=${RESTOCKING_FEE} .lines=${LINES.get(settings.invoice) ?? []}></jeweltrak-payments>`
  return html`<div class="pane" data-pane=${which}>
    ${settings.second ? html`<p class="pane-name"><strong>${name}</strong> ${role}</p>` : null} ${keyed(session, tag)}
  </div>`
}

/** The Payments tab: the tag itself, once, or twice side by side as two people see it. */
import { html, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import { employee } from '../../shop/people.ts'
import { TIME_ZONE } from '../format.ts'
import { sessionUrl, writeSettings, type Settings } from '../settings.ts'
import type { Page } from '../state.ts'

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
  const tag = html`<jeweltrak-payments session-url=${session} locale=${settings.locale} store-time-zone=${TIME_ZONE} returns-url=${items}></jeweltrak-payments>`
  return html`<div class="pane" data-pane=${which}>
    ${settings.second ? html`<p class="pane-name"><strong>${name}</strong> ${role}</p>` : null} ${keyed(session, tag)}
  </div>`
}

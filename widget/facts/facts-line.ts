import { html, nothing, type TemplateResult } from 'lit'
import type { Permissions, SyncState, TabSync } from '../../server/contract/tab.ts'
import { checkIcon, clockIcon, syncIcon, warningIcon } from '../shared/icons.ts'
import { span, type View } from '../shared/view.ts'

export interface FactsActions {
  sync(): void
  recordPayment(): void
}

/** Total, Paid, Balance Due, how the books compare with Stripe, and the way to record a payment. */
export function factsLine(view: View, syncing: boolean, actions: FactsActions): TemplateResult {
  const { messages, tab } = view
  const { total, paid, balance, status } = tab.invoice
  return html`<header class="facts" part="facts">
    <dl>
      ${fact(messages.facts.total, total, view)} ${fact(messages.facts.paid, paid, view)} ${fact(messages.facts.balanceDue, balance, view, 'balance')}
    </dl>
    <div class="sync" part="sync">
      ${syncState(view, syncing)}
      ${
        maySync(tab.permissions)
          ? html`<button type="button" class="quiet" part="sync-button" aria-disabled=${String(syncing)} @click=${() => syncing || actions.sync()}>${messages.facts.sync.now}</button>`
          : nothing
      }
    </div>
    ${
      tab.permissions.record && status !== 'voided'
        ? html`<button type="button" class=${balance > 0 ? 'filled' : ''} part="record-button" @click=${() => actions.recordPayment()}>${messages.facts.recordPayment}</button>`
        : nothing
    }
  </header>`
}

/** The server compares with Stripe for whoever may do anything here. */
function maySync({ refund, record, remove, audit }: Permissions): boolean {
  return refund || record || remove || audit
}

function fact(name: string, amount: number, { formats, tab }: View, kind = ''): TemplateResult {
  return html`<div class=${`fact ${kind}`}>
    <dt>${name}</dt>
    <dd translate="no" class=${amount < 0 ? 'negative' : ''}>${formats.money(amount, tab.invoice.currency)}</dd>
  </div>`
}

function syncState(view: View, syncing: boolean): TemplateResult {
  const { tab, messages } = view
  if (syncing) return html`<span class="sync-state">${syncIcon}<span .textContent=${messages.facts.sync.checking}></span></span>`
  if (tab.sync === null) return html`<span class="sync-state">${clockIcon}<span .textContent=${messages.facts.sync.never}></span></span>`
  const { matches, changedSince } = tab.sync
  const kind = !matches ? 'differs' : changedSince ? 'outdated' : 'matches'
  return html`<span class=${`sync-state ${kind}`}>${ICONS[kind]}<span .textContent=${syncText(tab.sync, view)}></span></span>`
}

const ICONS = { matches: checkIcon, outdated: clockIcon, differs: warningIcon }

/** How the books compared with Stripe, and how long ago that was. */
export function syncText(
  { checkedAt, matches, difference, changedSince = false }: SyncState & Partial<TabSync>,
  { messages, formats, now, tab }: View,
): string {
  const when = messages.common.ago(span(now - Date.parse(checkedAt)))
  if (matches && changedSince) return messages.facts.sync.outdated(when)
  if (matches) return messages.facts.sync.matches(when)
  if (difference === 0) return messages.facts.sync.differs(when)
  const amount = formats.money(Math.abs(difference), tab.invoice.currency)
  return difference > 0 ? messages.facts.sync.more(amount, when) : messages.facts.sync.less(amount, when)
}

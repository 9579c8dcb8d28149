import { html, nothing, type TemplateResult } from 'lit'
import type { Permissions, SyncState, TabSync } from '../../server/contract/tab.ts'
import type { Connection } from '../shared/api/follow-tab.ts'
import { checkIcon, clockIcon, syncIcon, warningIcon } from '../shared/icons.ts'
import { span, type View } from '../shared/view.ts'

export interface FactsActions {
  sync(): void
  recordPayment(): void
}

/** What goes on besides. */
export interface Progress {
  /** The books are being compared with Stripe. */
  readonly syncing: boolean
  readonly connection: Connection
}

/** Total, Paid, Balance Due, how the books compare with Stripe, and the way to record a payment. */
export function factsLine(view: View, { syncing, connection }: Progress, actions: FactsActions): TemplateResult {
  const { messages, tab } = view
  const { total, paid, balance, status } = tab.invoice
  const lost = tab.payments.reduce((sum, payment) => sum + (payment.lost ?? 0), 0)
  return html`<header class="facts" part="facts">
    <dl>
      ${fact(messages.facts.total, total, view)} ${fact(messages.facts.paid, paid, view, '', lost)} ${fact(messages.facts.balanceDue, balance, view, 'balance')}
    </dl>
    <div class="sync" part="sync">
      ${connection === 'live' ? syncState(view, syncing) : connectionState(connection, view)}
      ${
        maySync(tab.permissions) && connection !== 'offline' && connection !== 'signed_out'
          ? html`<button type="button" class="quiet" part="sync-button" aria-disabled=${String(syncing)} @click=${() => syncing || actions.sync()}>${messages.facts.sync.now}</button>`
          : nothing
      }
    </div>
    ${mayDoNothing(tab.permissions) ? html`<p class="view-only">${messages.facts.viewOnly}</p>` : nothing}
    ${
      tab.permissions.record && status !== 'voided'
        ? html`<button type="button" class=${balance > 0 ? 'filled' : ''} part="record-button" @click=${() => actions.recordPayment()}>${messages.facts.recordPayment}</button>`
        : nothing
    }
  </header>`
}

/** Whose payments these are: only on paper, where the page around them is gone. */
export function statementHead({ messages, tab: { invoice } }: View): TemplateResult {
  return html`<p class="statement">${messages.common.invoice(invoice.customer?.name ?? null, invoice.number)}</p>`
}

/** The server compares with Stripe for whoever may do anything here. */
function maySync({ refund, record, remove, audit }: Permissions): boolean {
  return refund || record || remove || audit
}

function mayDoNothing({ refund, record, remove }: Permissions): boolean {
  return !(refund || record || remove)
}

/** `lost`: what disputes took of it, in minor units. The currency is named where its sign could be another’s. */
function fact(name: string, amount: number, { messages, formats, tab }: View, kind = '', lost = 0): TemplateResult {
  const { currency } = tab.invoice
  return html`<div class=${`fact ${kind}`}>
    <dt>${name}</dt>
    <dd translate="no" class=${amount < 0 ? 'negative' : ''}>${formats.money(amount, currency)}${formats.isAmbiguous(currency) ? html` <span class="currency">${currency.toUpperCase()}</span>` : nothing}</dd>
    ${lost > 0 ? html`<dd class="second" translate="no">${messages.facts.lost(formats.money(lost, currency))}</dd>` : nothing}
  </div>`
}

/** Said in its place whenever what is on screen may not be the newest. */
function connectionState(connection: Exclude<Connection, 'live'>, { messages }: View): TemplateResult {
  const icon = connection === 'reconnecting' || connection === 'reading' ? syncIcon : warningIcon
  return html`<span class=${`sync-state ${connection}`} part="connection" data-connection=${connection}>${icon}<span .textContent=${messages.notices.connection[connection]}></span></span>`
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

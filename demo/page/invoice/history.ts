/** The audit log of the invoice, which the shop's own server reads from the payments server. */
import { html, nothing, type TemplateResult } from 'lit'
import { AuditPage, type AuditAction, type AuditEntry } from '../../../server/contract/responses.ts'
import { moment, money } from '../format.ts'
import type { Page } from '../state.ts'

const ACTIONS: Readonly<Record<AuditAction, string>> = {
  refund_requested: 'Refund requested',
  refund_approval_requested: 'Approval asked for',
  refund_approved: 'Refund approved',
  refund_declined: 'Refund declined',
  refund_withdrawn: 'Refund withdrawn',
  refund_approval_expired: 'Approval expired',
  refund_rejected: 'Refund refused',
  stripe_refund_recorded: 'Stripe refund recorded',
  stripe_refund_changed: 'Stripe refund changed',
  stripe_payment_recorded: 'Stripe payment recorded',
  stripe_payment_changed: 'Stripe payment changed',
  payment_recorded: 'Payment recorded',
  payment_removed: 'Payment removed',
  dispute_opened: 'Dispute opened',
  dispute_changed: 'Dispute changed',
  dispute_closed: 'Dispute closed',
  invoice_changed: 'Invoice changed',
  attention_acknowledged: 'Seen to by an administrator',
  attention_resolved: 'Assigned by an administrator',
}

const VIA: Readonly<Record<AuditEntry['actor']['via'], string>> = {
  widget: 'Staff',
  host: 'JewelTrak',
  stripe_dashboard: 'Stripe dashboard',
  stripe: 'Stripe',
}

export function historyTab(page: Page): TemplateResult {
  const { entries, next, state } = page.state.history
  if (state === 'failed')
    return html`<p class="quiet">The history can’t be read right now. <button type="button" @click=${() => void readHistory(page)}>Try again</button></p>`
  if (entries.length === 0) return html`<p class="quiet">${state === 'read' ? 'Nothing has happened yet.' : 'Reading the history…'}</p>`
  return html`<table class="plain">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">Who</th>
          <th scope="col" class="end">Amount</th>
        </tr>
      </thead>
      <tbody>
        ${entries.map((entry) => row(entry, page.state.settings.locale))}
      </tbody>
    </table>
    ${next === null ? nothing : html`<p><button type="button" @click=${() => void readHistory(page, next)}>Earlier entries</button></p>`}`
}

/** Reads the newest page, or the one at `cursor` to go below what is there. */
export async function readHistory(page: Page, cursor: string | null = null): Promise<void> {
  const { invoice } = page.state.settings
  const before = cursor === null ? [] : page.state.history.entries
  page.update({ history: { ...page.state.history, state: 'reading' } })
  try {
    const response = await fetch(`/demo/audit?${new URLSearchParams({ invoice, ...(cursor === null ? {} : { cursor }) })}`)
    if (!response.ok) throw new Error(`The history answered ${response.status}.`)
    const { entries, next } = AuditPage.parse(await response.json())
    if (page.state.settings.invoice === invoice) page.update({ history: { entries: [...before, ...entries], next, state: 'read' } })
  } catch {
    page.update({ history: { entries: [], next: null, state: 'failed' } })
  }
}

function row({ action, at, actor, amount, currency, refund }: AuditEntry, locale: string): TemplateResult {
  return html`<tr>
    <td class="quiet">${moment(at, locale)}</td>
    <td>${ACTIONS[action]}${refund === null ? nothing : html`<small>${refund}</small>`}</td>
    <td>${actor.name ?? VIA[actor.via]}</td>
    <td class="end">${amount === null || currency === null ? nothing : money(amount, currency, locale)}</td>
  </tr>`
}

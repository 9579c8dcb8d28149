import { html, nothing, type TemplateResult } from 'lit'
import type { Payment } from '../../server/contract/tab.ts'
import { crossIcon, infoIcon, warningIcon } from '../shared/icons.ts'
import { quoted } from '../shared/quoted.ts'
import type { LoadErrorCode } from '../tab/load-error.ts'
import type { View } from '../shared/view.ts'
import type { FirstMessages } from '../messages/index.ts'

/** What needs a person on this invoice, in words. */
export function attentionNotice({ tab, messages, formats }: View): TemplateResult | typeof nothing {
  if (tab.attention.length === 0) return nothing
  return html`<section class="notice amber" part="attention" aria-label=${messages.notices.attention.title}>
    ${warningIcon}
    <div class="notice-words">
      <p class="notice-title">${messages.notices.attention.title}</p>
      ${tab.attention.map(({ code, since }) => html`<p>${messages.notices.attention[code]} <span class="second-inline">(${messages.notices.since(formats.date(since))})</span></p>`)}
    </div>
  </section>`
}

/** The refunds that wait for the reader’s approval. */
export function approvalNotice(view: View, review: (refund: Payment) => void): TemplateResult | typeof nothing {
  const { tab, messages, formats } = view
  const waiting = tab.payments.filter(({ approval }) => approval?.action === 'decide')
  if (waiting.length === 0) return nothing
  return html`<section class="notice amber" part="approvals" aria-label=${messages.table.status.awaiting_approval}>
    ${warningIcon}
    <div class="notice-words">
      <p class="notice-title">${messages.table.status.awaiting_approval}</p>
      ${waiting.map((payment) => {
        const sum = formats.money(-payment.amount, payment.currency)
        const name = messages.table.actionNames.approval(messages.table.actions.review, sum, formats.date(payment.recordedAt))
        return html`<p class="to-approve"><span>${messages.table.asksApproval(payment.recordedBy.name, sum)} ${payment.note === null || payment.note === '' ? nothing : html`<q>${payment.note}</q>`}</span> <button type="button" part="review-button" aria-label=${name} @click=${() => review(payment)}>${messages.table.actions.review}</button></p>`
      })}
    </div>
  </section>`
}

export function voidedNotice({ tab, messages }: View): TemplateResult | typeof nothing {
  return tab.invoice.status === 'voided'
    ? html`<div class="notice" part="voided">${infoIcon}<p>${messages.notices.voided}</p></div>`
    : nothing
}

/** A request made here failed. */
export function failureNotice(text: string, messages: FirstMessages, dismiss: () => void): TemplateResult {
  return html`<div class="notice red" part="failure">
    ${warningIcon}
    <p>${text}</p>
    <button type="button" class="quiet icon-only" aria-label=${messages.common.dismiss} @click=${dismiss}>${crossIcon}</button>
  </div>`
}

/** In place of the tab, when there is none to show; with the id to quote, where the server answered. */
export function loadError(code: LoadErrorCode, requestId: string | null, messages: FirstMessages, retry: () => void): TemplateResult {
  const { title, text } = messages.notices.loadErrors[code]
  return html`<div class="load-error" part="error" role="alert" data-code=${code}>
    ${warningIcon}
    <p class="notice-title">${title}</p>
    <p>${text}</p>
    <p class="second-inline">${code === 'internal' ? quoted(requestId, { messages }) : nothing}</p>
    <button type="button" part="retry-button" @click=${retry}>${messages.common.retry}</button>
  </div>`
}

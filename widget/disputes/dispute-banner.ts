import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { Dispute } from '../../server/contract/tab.ts'
import { clockIcon, infoIcon, warningIcon } from '../shared/icons.ts'
import { methodText } from '../shared/payment-text.ts'
import { safeLink, span, type View } from '../shared/view.ts'
import { loadLater } from '../tab/load-later.ts'
import { deadlineOf, type Deadline } from './deadline.ts'
import { stake } from './stake.ts'
import { mostUrgentFirst } from './urgency.ts'

/** The open disputes, the most urgent at the top, each with its reason and deadline. Evidence itself lives in Stripe. */
export function disputeBanners(view: View): TemplateResult {
  const open = view.tab.disputes.filter((dispute) => dispute.open)
  return html`${repeat(
    mostUrgentFirst(open, view.now),
    ({ id }) => id,
    (dispute) => banner(dispute, view),
  )}`
}

function banner(dispute: Dispute, view: View): TemplateResult {
  const { messages, formats } = view
  const amount = formats.money(dispute.amount, dispute.currency)
  const deadline = deadlineOf(dispute, view.now)
  const link = safeLink(dispute.evidenceUrl)
  const kind = dispute.inquiry ? 'inquiry' : deadline === 'submitted' ? 'submitted' : 'chargeback'
  return html`<section class=${`banner ${kind}`} part="dispute-banner" aria-label=${messages.disputes.label(amount)} data-dispute=${dispute.id}>
    ${dispute.inquiry ? infoIcon : warningIcon}
    <div class="banner-words">
      <p class="banner-title">${title(dispute, amount, view)}</p>
      ${disputedPayment(dispute, view)}
      <p>${dispute.inquiry ? messages.disputes.inquiryReason(dispute.reason) : messages.disputes.reason(dispute.reason)}</p>
      ${stake(dispute, view)}
      <p class=${`deadline ${deadline}`}>${deadline === 'submitted' ? nothing : clockIcon}<span>${deadlineText(dispute, deadline, view)}</span></p>
      ${deadline === 'submitted' ? nothing : usualEvidence(dispute, view)}
    </div>
    ${link === null ? nothing : html`<a class="evidence" part="evidence-link" href=${link} target="_blank" rel="noopener">${messages.disputes.link}</a>`}
  </section>`
}

function title({ inquiry, status }: Dispute, amount: string, { messages }: View): string {
  if (inquiry) return messages.disputes.inquiryTitle(amount)
  return status.startsWith('appeal_') ? messages.disputes.appealTitle(amount) : messages.disputes.title(amount)
}

/** What usually answers it: loaded once it is unfolded, and nothing where it can't be. */
function usualEvidence({ reason }: Dispute, view: View): TemplateResult {
  const load = (): void => void loadLater().catch(() => undefined)
  return html`<details part="usual-evidence" @toggle=${load}>
    <summary>${view.messages.disputes.usualEvidence}</summary>
    <jeweltrak-usual-evidence .view=${view} .reason=${reason}></jeweltrak-usual-evidence>
  </details>`
}

/** Which payment is disputed, where there are several that could be. */
function disputedPayment(dispute: Dispute, view: View): TemplateResult | typeof nothing {
  const charges = view.tab.payments.filter(({ charge, refund }) => charge !== null && refund === null)
  const payment = charges.find(({ id }) => id === dispute.payment)
  if (payment === undefined || charges.length < 2) return nothing
  const { formats } = view
  return html`<p class="disputed">${methodText(payment, view)} · ${formats.dateTime(payment.recordedAt)} · <span class="sum">${formats.money(payment.amount, payment.currency)}</span></p>`
}

function deadlineText({ evidenceDueBy }: Dispute, deadline: Deadline, { messages, formats, now }: View): TemplateResult | string {
  if (deadline === 'submitted') return messages.disputes.submitted
  if (evidenceDueBy === null) return messages.disputes.noDeadline
  const until = formats.deadline(evidenceDueBy)
  if (deadline === 'overdue') return html`<strong>${messages.disputes.overdue(until)}</strong>`
  const left = messages.common.left(span(Date.parse(evidenceDueBy) - now))
  return html`${messages.disputes.due(until)} · ${deadline === 'pressing' ? html`<strong>${left}</strong>` : left}`
}

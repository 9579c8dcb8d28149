import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { Dispute } from '../../server/contract/tab.ts'
import { clockIcon, infoIcon, warningIcon } from '../icons/icons.ts'
import { methodWords } from '../payments-table/payment-words.ts'
import { safeLink, span, type View } from '../view.ts'
import { deadlineOf, type Deadline } from './deadline.ts'
import { mostUrgentFirst } from './urgency.ts'

/** The open disputes, the most urgent at the top, each with what is asked for and until when. Evidence itself lives in Stripe. */
export function disputeBanners(view: View): TemplateResult {
  const open = view.tab.disputes.filter((dispute) => dispute.open)
  return html`${repeat(
    mostUrgentFirst(open, view.now),
    ({ id }) => id,
    (dispute) => banner(dispute, view),
  )}`
}

function banner(dispute: Dispute, view: View): TemplateResult {
  const { words, formats } = view
  const amount = formats.money(dispute.amount, dispute.currency)
  const deadline = deadlineOf(dispute, view.now)
  const link = safeLink(dispute.evidenceUrl)
  const kind = dispute.inquiry ? 'inquiry' : deadline === 'submitted' ? 'submitted' : 'chargeback'
  return html`<section class=${`banner ${kind}`} part="dispute-banner" aria-label=${words.dispute.label(amount)} data-dispute=${dispute.id}>
    ${dispute.inquiry ? infoIcon : warningIcon}
    <div class="banner-words">
      <p class="banner-title">${title(dispute, amount, view)}</p>
      ${disputedPayment(dispute, view)}
      <p>${dispute.inquiry ? words.dispute.inquiryReason(dispute.reason) : words.dispute.reason(dispute.reason)}</p>
      ${fee(dispute, view)}
      <p class=${`deadline ${deadline}`}>${deadline === 'submitted' ? nothing : clockIcon}<span>${deadlineWords(dispute, deadline, view)}</span></p>
    </div>
    ${link === null ? nothing : html`<a class="evidence" part="evidence-link" href=${link} target="_blank" rel="noopener">${words.dispute.link}</a>`}
  </section>`
}

function title({ inquiry, status }: Dispute, amount: string, { words }: View): string {
  if (inquiry) return words.dispute.inquiryTitle(amount)
  return status.startsWith('appeal_') ? words.dispute.appealTitle(amount) : words.dispute.title(amount)
}

/** In the currency of the store's balance, which need not be the payment's. */
function fee({ fee: taken }: Dispute, { words, formats }: View): TemplateResult | typeof nothing {
  if (taken === null || taken.amount <= 0) return nothing
  return html`<p class="fee">${words.dispute.fee(formats.money(taken.amount, taken.currency))}</p>`
}

/** Which payment is disputed, where there are several that could be. */
function disputedPayment(dispute: Dispute, view: View): TemplateResult | typeof nothing {
  const charges = view.tab.payments.filter(({ charge, refund }) => charge !== null && refund === null)
  const payment = charges.find(({ id }) => id === dispute.payment)
  if (payment === undefined || charges.length < 2) return nothing
  const { formats } = view
  return html`<p class="disputed">${methodWords(payment, view)} · ${formats.dateTime(payment.recordedAt)} · <span class="sum">${formats.money(payment.amount, payment.currency)}</span></p>`
}

function deadlineWords({ evidenceDueBy }: Dispute, deadline: Deadline, { words, formats, now }: View): TemplateResult | string {
  if (deadline === 'submitted') return words.dispute.submitted
  if (evidenceDueBy === null) return words.dispute.noDeadline
  const until = formats.deadline(evidenceDueBy)
  if (deadline === 'overdue') return html`<strong>${words.dispute.overdue(until)}</strong>`
  const left = words.left(span(Date.parse(evidenceDueBy) - now))
  return html`${words.dispute.due(until)} · ${deadline === 'pressing' ? html`<strong>${left}</strong>` : left}`
}

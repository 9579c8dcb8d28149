import { html, nothing, type TemplateResult } from 'lit'
import type { Dispute } from '../../server/contract/tab.ts'
import { clockIcon, infoIcon, warningIcon } from '../icons/icons.ts'
import { safeLink, span, type View } from '../view.ts'

/** Under three days the deadline is stressed. */
const PRESSING = 3 * 24 * 60 * 60 * 1000

type Deadline = 'none' | 'submitted' | 'overdue' | 'pressing' | 'ahead'

/** The open disputes, each with what is asked for and until when. Evidence itself lives in Stripe. */
export function disputeBanners(view: View): TemplateResult[] {
  return view.tab.disputes.filter(({ open }) => open).map((dispute) => banner(dispute, view))
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
      <p class="banner-title">${dispute.inquiry ? words.dispute.inquiryTitle(amount) : words.dispute.title(amount)}</p>
      <p>${dispute.inquiry ? words.dispute.inquiryReason(dispute.reason) : words.dispute.reason(dispute.reason)}</p>
      <p class=${`deadline ${deadline}`}>${deadline === 'submitted' ? nothing : clockIcon}<span>${deadlineWords(dispute, deadline, view)}</span></p>
    </div>
    ${link === null ? nothing : html`<a class="evidence" part="evidence-link" href=${link} target="_blank" rel="noopener">${words.dispute.link}</a>`}
  </section>`
}

/** Stripe’s word for an appeal that waits for an answer of its own, whatever was submitted before it. */
const APPEALED = 'appeal_needs_response'

function deadlineOf({ evidenceDueBy, evidenceSubmitted, status }: Dispute, now: number): Deadline {
  if (evidenceSubmitted && status !== APPEALED) return 'submitted'
  if (evidenceDueBy === null) return 'none'
  const left = Date.parse(evidenceDueBy) - now
  if (left <= 0) return 'overdue'
  return left < PRESSING ? 'pressing' : 'ahead'
}

function deadlineWords({ evidenceDueBy }: Dispute, deadline: Deadline, { words, formats, now }: View): TemplateResult | string {
  if (deadline === 'submitted') return words.dispute.submitted
  if (evidenceDueBy === null) return words.dispute.noDeadline
  const until = formats.deadline(evidenceDueBy)
  if (deadline === 'overdue') return html`<strong>${words.dispute.overdue(until)}</strong>`
  const left = words.left(span(Date.parse(evidenceDueBy) - now))
  return html`${words.dispute.due(until)} · ${deadline === 'pressing' ? html`<strong>${left}</strong>` : left}`
}

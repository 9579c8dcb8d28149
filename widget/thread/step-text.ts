import type { ThreadStep } from '../../server/contract/responses.ts'
import { PAYMENT_STATUSES, METHODS } from './known-words.ts'
import { isRefundReason } from '../refund/reasons.ts'
import type { WholeView } from '../shared/view.ts'
import type { ThreadMessages } from './messages.ts'

export interface StepText {
  readonly title: string
  /** Why, and what else was said of it. */
  readonly more: readonly string[]
}

/** What a step of a thread says. */
export function stepText(step: ThreadStep, words: ThreadMessages, view: WholeView): StepText {
  const { title, more } = saidOf(step, words, view)
  return { title, more: more.filter((line): line is string => line !== null && line !== '') }
}

interface Said {
  readonly title: string
  readonly more: readonly (string | null)[]
}

function saidOf(step: ThreadStep, words: ThreadMessages, view: WholeView): Said {
  const { messages, formats } = view
  const sum = step.amount === null ? '' : formats.money(Math.abs(step.amount), step.currency ?? view.tab.invoice.currency)
  const text = (member: string): string | null => {
    const value = step.data[member]
    return typeof value === 'string' ? value : null
  }
  const method = methodIn(text('method'), view)
  switch (step.what) {
    case 'stripe_payment_recorded':
      return { title: words.paid(ownMethod(step, view), sum), more: [] }
    case 'stripe_payment_changed':
      return { title: words.captured(sum), more: [] }
    case 'refund_requested':
      return { title: words.refundRequested(sum), more: [reasonIn(text('reason'), view), text('note')] }
    case 'refund_approval_requested':
      return { title: words.approvalRequested(sum), more: [reasonIn(text('reason'), view), text('note')] }
    case 'refund_approved':
      return { title: words.approved(sum), more: [] }
    case 'refund_declined':
      return { title: words.declined(sum), more: [text('note')] }
    case 'refund_withdrawn':
      return { title: words.withdrawn(sum), more: [] }
    case 'refund_approval_expired':
      return { title: words.approvalExpired(sum), more: [] }
    case 'refund_rejected':
      return { title: words.refundNotMade(sum), more: [text('state') === 'rejected' ? refusal(text('stripeCode'), view) : null] }
    case 'stripe_refund_recorded':
      return { title: words.refund(sum, statusIn(text('status'), view)), more: [reasonIn(text('reason'), view), text('note')] }
    case 'stripe_refund_changed':
      return {
        title: text('from') === text('to') ? words.refundUnchanged(sum) : words.refund(sum, statusIn(text('to'), view)),
        more: [
          text('to') === 'failed' ? messages.common.failureReason(text('failureReason')) : null,
          text('to') === 'pending' ? messages.table.pendingReason(text('pendingReason')) : null,
          text('reference') === null ? null : messages.table.reference(null, text('reference') ?? ''),
        ],
      }
    case 'payment_recorded':
      return { title: words.paidOut(method, sum), more: [text('note')] }
    case 'payment_removed':
      return { title: words.removed(method, sum), more: [] }
    case 'dispute_opened':
      return opened(step, sum, words, view)
    case 'dispute_changed':
      return {
        title:
          step.data['evidenceSubmitted'] === true && text('from') !== text('status')
            ? words.evidenceSubmitted
            : words.disputeStatus(text('status') ?? ''),
        more: [],
      }
    case 'dispute_closed':
      return { title: words.disputeStatus(text('status') ?? ''), more: [] }
  }
}

function opened({ data }: ThreadStep, sum: string, words: ThreadMessages, { messages }: WholeView): Said {
  const status = typeof data['status'] === 'string' ? data['status'] : ''
  const reason = typeof data['reason'] === 'string' ? data['reason'] : ''
  const isInquiry = status.startsWith('warning_')
  const title = data['reopened'] === true ? words.reopened(sum) : isInquiry ? words.inquiry(sum) : words.disputed(sum)
  return { title, more: [messages.disputes.reason(reason)] }
}

/** How the charge of the step was paid. */
function ownMethod({ data }: ThreadStep, { tab, messages }: WholeView): string {
  const row = tab.payments.find(({ id }) => id === data['payment'])
  return messages.common.methods[row?.method ?? 'stripe_link']
}

function methodIn(code: string | null, { messages }: WholeView): string {
  const method = METHODS.find((known) => known === code)
  return method === undefined ? '' : messages.common.methods[method]
}

function statusIn(code: string | null, { messages }: WholeView): string {
  const status = PAYMENT_STATUSES.find((known) => known === code)
  return messages.table.status.refund[status ?? 'processing']
}

function reasonIn(code: string | null, { messages }: WholeView): string | null {
  return code !== null && isRefundReason(code) ? messages.common.refundReasons[code] : null
}

function refusal(stripeCode: string | null, { messages }: WholeView): string {
  return messages.common.problem({ type: '', title: '', status: 422, code: 'stripe_refused', requestId: '', stripeCode }, null)
}

import type { WholeView } from '../shared/view.ts'
import type { RefundFailure } from './refund-controller.ts'

/** Why a refund came to nothing, in words. */
export function failureText(because: RefundFailure, currency: string, { messages, formats }: WholeView): string {
  switch (because.kind) {
    case 'vetoed':
      return messages.refund.vetoed
    case 'unsent':
      return because.offline ? messages.common.offline : messages.refund.unsent
    case 'refund_failed':
      return messages.refund.failed(messages.common.failureReason(because.refund.refund?.failureReason ?? null))
    case 'refused': {
      const { refundable } = because.problem
      return messages.common.problem(because.problem, refundable === undefined ? null : formats.money(refundable, currency))
    }
  }
}

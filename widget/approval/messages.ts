import { ltr } from '../shared/isolate.ts'

/** What the dialog says by which a refund that waits for approval is approved, declined, withdrawn, or taken away. */
export interface ApprovalMessages {
  readonly title: string
  readonly withdrawTitle: string
  readonly dismissTitle: string
  readonly withdrawText: string
  approve(amount: string): string
  readonly decline: string
  readonly note: string
  readonly underway: string
  readonly unanswered: string
  readonly over: string
}

/** English. */
export const approval: ApprovalMessages = {
  title: 'Approve this refund?',
  withdrawTitle: 'Withdraw this refund?',
  dismissTitle: 'This refund was not approved',
  withdrawText: 'It no longer waits for approval, and nothing is refunded.',
  approve: (sum) => ltr`Approve ${sum}`,
  decline: 'Decline',
  note: 'Note, if you decline (optional)',
  underway: 'One moment…',
  unanswered: 'No answer came back. Try again to find out: nothing is done twice.',
  over: 'This refund no longer waits for approval. There is nothing left to do.',
}

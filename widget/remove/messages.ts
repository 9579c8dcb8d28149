/** What the dialog that removes a payment says, and its answer. */
export interface RemoveMessages {
  readonly title: string
  readonly booksOnly: string
  readonly submit: string
  readonly submitting: string
  readonly unanswered: string
  readonly over: string
}

/** English. */
export const remove: RemoveMessages = {
  title: 'Remove this payment?',
  booksOnly: 'It leaves the books and the balance changes. No money moves, and the audit log keeps it.',
  submit: 'Remove payment',
  submitting: 'Removing…',
  unanswered: 'No answer came back. Try again to find out whether it was removed.',
  over: 'This payment was removed already. There is nothing left to do.',
}

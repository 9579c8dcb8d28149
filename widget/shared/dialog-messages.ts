import type { Problem } from '../../server/contract/problems.ts'
import { ltr } from './isolate.ts'
import { problem } from './problem-messages.ts'

/** What is said in more than one dialog; it stands beside the common messages. */
export interface DialogMessages {
  readonly cancel: string
  readonly close: string
  /** Who sees a note. */
  readonly noteHint: string
  readonly offline: string
  readonly slow: string
  readonly amount: {
    readonly empty: string
    notANumber(example: string): string
    otherCurrency(name: string): string
    ambiguous(one: string, other: string): string
    tooManyDecimals(decimals: number): string
    readonly lastDecimalNotZero: string
    readonly tooLarge: string
    readonly notPositive: string
    overRefundable(cap: string): string
    overLimit(cap: string): string
    overPayout(cap: string): string
  }
  /** Why a dialog did not do what a key, a press or a scan would have done. */
  readonly refusals: Readonly<Record<'amount_put_back' | 'nothing_done' | 'just_changed', string>>
  /** Read between a sum and what it will be. */
  readonly becomes: string
  /** Points the way that the language is read. */
  readonly arrow: string
  /** Why the server refused a request; `refundable` is written out where the problem carries it. */
  problem(problem: Problem, refundable: string | null): string
}

/** English. */
export const dialogMessages: DialogMessages = {
  cancel: 'Cancel',
  close: 'Close',
  noteHint: 'Only your team sees this.',
  slow: 'This is taking longer than usual. Nothing is done twice.',
  offline: 'You are offline, so nothing was sent and nothing was done. Try again once you are back online.',
  amount: {
    empty: 'Enter an amount.',
    notANumber: (example) => ltr`Enter an amount in figures, such as ${example}.`,
    otherCurrency: (name) => ltr`Enter an amount in ${name}.`,
    ambiguous: (one, other) => ltr`This can be read in two ways. Enter ${one} or ${other}.`,
    tooManyDecimals: (decimals) => (decimals <= 0 ? 'Enter a whole amount.' : ltr`Enter at most ${decimals} decimals.`),
    lastDecimalNotZero: 'The last decimal must be 0.',
    tooLarge: 'This amount is too large.',
    notPositive: 'Enter an amount above zero.',
    overRefundable: (cap) => ltr`At most ${cap} can be refunded.`,
    overLimit: (cap) => ltr`You can refund at most ${cap} here today. A manager can refund more.`,
    overPayout: (cap) => ltr`At most ${cap} can still be paid out.`,
  },
  refusals: {
    amount_put_back: 'That looked like a barcode scanner, so the amount was put back.',
    nothing_done: 'That looked like a barcode scanner, so nothing was done.',
    just_changed: 'This changed a moment ago, so nothing was done. Read what changed, then press again.',
  },
  becomes: 'becomes',
  arrow: '→',
  problem,
}

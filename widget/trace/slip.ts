import type { Payment } from '../../server/contract/tab.ts'
import { referenceName } from '../table/messages.ts'
import type { View } from '../shared/view.ts'
import { arrivalOf } from './arrival.ts'
import type { TraceMessages } from './messages.ts'

/** What a customer is told of a refund, in one language. */
export interface Slip {
  readonly title: string
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly sentences: readonly string[]
}

/** The slip of a refund, in the language of `view` and `words`. */
export function slipOf(refund: Payment, words: TraceMessages, view: View): Slip {
  const { formats, tab } = view
  const { from, to } = arrivalOf(refund.recordedAt)
  const { customer, number } = tab.invoice
  const reference = referenceOf(refund)
  const facts = [
    [words.slip.invoice, number],
    [words.slip.customer, customer?.name ?? null],
    [words.slip.amount, formats.money(-refund.amount, refund.currency)],
    [words.slip.date, formats.date(refund.recordedAt)],
    [words.slip.to, cardOf(refund, view)],
    [words.slip.expected, isSent(refund) ? words.slip.between(formats.date(from), formats.date(to)) : null],
    [words.slip.reference, reference],
  ] as const
  return {
    title: words.slip.title,
    facts: facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
    sentences: tellingOf(refund, words, view),
  }
}

/** What to tell the customer, sentence by sentence. */
function tellingOf(refund: Payment, { tell }: TraceMessages, view: View): string[] {
  const { formats, now } = view
  const sum = formats.money(-refund.amount, refund.currency)
  if (!isSent(refund)) return [tell.waiting(sum)]
  const { from, to } = arrivalOf(refund.recordedAt)
  const reference = referenceOf(refund)
  return [
    tell.sent(sum, formats.date(refund.recordedAt), cardOf(refund, view)),
    Date.parse(to) < now ? tell.late : tell.window(formats.date(from), formats.date(to)),
    tell.shape,
    ...(reference === null ? [] : [tell.reference(reference)]),
  ]
}

/** Whether the money has left: one that is pending waits for something first. */
export function isSent({ status, refund }: Payment): boolean {
  return status === 'succeeded' || refund?.pendingReason === 'processing'
}

/** The bank’s reference by its short name; null while there is none. */
export function referenceOf({ refund }: Payment): string | null {
  const { type = null, value = null } = refund?.reference ?? {}
  return value === null ? null : `${referenceName(type)}${value}`
}

function cardOf({ card }: Payment, { messages }: View): string | null {
  return card === null ? null : `${messages.common.brands[card.brand] ?? card.brand} •••• ${card.last4}`
}

/** The slip as text, a line for each fact. */
export function slipText({ title, facts, sentences }: Slip): string {
  return [title, ...facts.map(([name, value]) => `${name}: ${value}`), '', ...sentences].join('\n')
}

import type { DialogMessages } from './dialog-messages.ts'
import type { ProblemSentences, StripeRefusals } from './problem-messages.ts'

/** What is said for each of a list of codes; `other` for a code that is not in it, and for none. */
export function byCode(sentences: Readonly<Record<string, string>>, other: string): (code: string | null) => string {
  const known = new Map(Object.entries(sentences))
  return (code) => known.get(code ?? '') ?? other
}

/** All that is said of problems in one language. */
export interface ProblemTexts {
  readonly general: string
  readonly sentences: ProblemSentences
  readonly refusals: StripeRefusals
  readonly refused: string
  /** More than can still be refunded: `refundable`, where the server said so. */
  exceeds(refundable: string | null): string
}

/** Speaks by the problem's codes alone: its title and detail are the server's, for developers. */
export function problemsIn({ general, sentences, refusals, refused, exceeds }: ProblemTexts): DialogMessages['problem'] {
  const sentence = byCode(sentences, general)
  const refusal = byCode(refusals, refused)
  return ({ code, stripeCode }, refundable) => {
    if (code === 'amount_exceeds_refundable') return exceeds(refundable)
    return code === 'stripe_refused' ? refusal(stripeCode ?? null) : sentence(code)
  }
}

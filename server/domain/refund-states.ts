/**
 * The states of a refund. They only move forward; rests on Stripe's "Refund" object, whose `status` is one of pending,
 * requires_action, succeeded, failed or canceled, and may turn from succeeded to failed when the bank returns the money.
 */

export const REFUND_STATES = ['pending', 'requires_action', 'succeeded', 'failed', 'canceled'] as const
export type RefundState = (typeof REFUND_STATES)[number]

const RANK: Readonly<Record<RefundState, number>> = { pending: 1, requires_action: 1, succeeded: 2, failed: 3, canceled: 3 }

/** Whether the refund takes money: everything but failed and canceled. */
export function takesMoney(state: RefundState): boolean {
  return RANK[state] < 3
}

/** What is known of a refund's progress, and when the fetch that told it began (null: a payload, which has no such moment). */
export interface Progress {
  readonly state: RefundState
  readonly pendingReason: string | null
  readonly failureReason: string | null
  readonly fetchedAt: Date | null
}

/** `keep` what we hold, `take` what came, or `ask` Stripe because neither is surely the later. */
export type Step = 'keep' | 'take' | 'ask'

/**
 * What to do with news of a refund that is held already. A higher rank is taken and a lower one ignored, however late
 * it comes. Between two different states of one rank, or two reasons for one, a payload can't tell which is later, so
 * Stripe is asked, and of two fetches the one that started last wins.
 */
export function nextStep(held: Progress, news: Progress): Step {
  const forward = RANK[news.state] - RANK[held.state]
  if (forward > 0) return 'take'
  if (forward < 0) return 'keep'
  if (isSame(held, news)) return 'take'
  if (news.fetchedAt === null) return 'ask'
  return startedLast(held, news) ? 'take' : 'keep'
}

function isSame(held: Progress, news: Progress): boolean {
  return news.state === held.state && news.pendingReason === held.pendingReason && news.failureReason === held.failureReason
}

/** When the fetch began that speaks for the state after `news` was taken; news that only confirms never makes it older. */
export function fetchedAfter(held: Progress, news: Progress): Date | null {
  return RANK[news.state] > RANK[held.state] || startedLast(held, news) ? news.fetchedAt : held.fetchedAt
}

/** Whether the fetch of `news` began no earlier than that of what is held; a payload counts as older than any fetch. */
function startedLast(held: Progress, news: Progress): boolean {
  const began = (progress: Progress): number => progress.fetchedAt?.getTime() ?? -Infinity
  return began(news) >= began(held)
}

/** The bank's reference, by which the customer's bank can trace the refund. */
export interface Reference {
  readonly type: string | null
  readonly value: string | null
  readonly status: string | null
}

const REFERENCE_RANK: ReadonlyMap<string | null, number> = new Map([
  ['pending', 1],
  ['unavailable', 2],
  ['available', 3],
])

/** The reference after news of it: it never regresses to less than what is held. */
export function laterReference(held: Reference, news: Reference): Reference {
  const rank = (reference: Reference): number => REFERENCE_RANK.get(reference.status) ?? (reference.value === null ? 0 : 3)
  return rank(news) >= rank(held) && !(held.value !== null && news.value === null) ? news : held
}

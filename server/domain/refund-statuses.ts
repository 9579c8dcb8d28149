/**
 * The statuses of a refund. They only move forward; rests on Stripe's "Refund" object, whose `status` is one of pending,
 * requires_action, succeeded, failed or canceled, and may turn from succeeded to failed when the bank returns the money.
 */

export const REFUND_STATUSES = ['pending', 'requires_action', 'succeeded', 'failed', 'canceled'] as const
export type RefundStatus = (typeof REFUND_STATUSES)[number]

const RANK: Readonly<Record<RefundStatus, number>> = { pending: 1, requires_action: 1, succeeded: 2, failed: 3, canceled: 3 }

/** Whether the refund takes money: everything but failed and canceled. */
export function takesMoney(status: RefundStatus): boolean {
  return RANK[status] < 3
}

/** What is known of a refund's progress, and when the fetch that brought it began (null: a payload, which has no such moment). */
export interface Progress {
  readonly status: RefundStatus
  readonly pendingReason: string | null
  readonly failureReason: string | null
  readonly fetchedAt: Date | null
}

/** `keep` what is recorded, `take` what came, or `refetch` it from Stripe because neither is surely the later. */
export type Merge = 'keep' | 'take' | 'refetch'

/**
 * What to do with news of a refund that is recorded already. A higher rank is taken and a lower one ignored, however late it
 * comes. Of two statuses of one rank, or two reasons for one status, a payload can't say which is later: then the refund is
 * fetched, and of two fetches the one that began last wins.
 */
export function mergeOf(recorded: Progress, news: Progress): Merge {
  const forward = RANK[news.status] - RANK[recorded.status]
  if (forward > 0) return 'take'
  if (forward < 0) return 'keep'
  if (isSame(recorded, news)) return 'take'
  if (news.fetchedAt === null) return 'refetch'
  return startedLast(recorded, news) ? 'take' : 'keep'
}

function isSame(recorded: Progress, news: Progress): boolean {
  return news.status === recorded.status && news.pendingReason === recorded.pendingReason && news.failureReason === recorded.failureReason
}

/** When the fetch began that speaks for the status after `news` was taken; news that only confirms never makes it older. */
export function fetchedAfter(recorded: Progress, news: Progress): Date | null {
  return RANK[news.status] > RANK[recorded.status] || startedLast(recorded, news) ? news.fetchedAt : recorded.fetchedAt
}

/** Whether the fetch of `news` began no earlier than that of what is recorded; a payload counts as older than any fetch. */
function startedLast(recorded: Progress, news: Progress): boolean {
  const began = (progress: Progress): number => progress.fetchedAt?.getTime() ?? -Infinity
  return began(news) >= began(recorded)
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

/** The reference after news of it: it never regresses to less than what is recorded. */
export function laterReference(recorded: Reference, news: Reference): Reference {
  const rank = (reference: Reference): number => REFERENCE_RANK.get(reference.status) ?? (reference.value === null ? 0 : 3)
  return rank(news) >= rank(recorded) && !(recorded.value !== null && news.value === null) ? news : recorded
}

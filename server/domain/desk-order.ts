/** What on a store's desk comes first. */
import type { DeskItem } from '../contract/desk.ts'

/** How soon something must be done, where nothing else tells two items apart. */
const URGENCY: Readonly<Record<DeskItem['kind'], number>> = { dispute: 1, failed_refund: 2, attention: 3 }

/** A deadline that has no date is the last of all. */
const NEVER = Infinity

/**
 * The most urgent first: disputes whose evidence is still to be sent, by deadline; then failed refunds and whatever else needs a
 * person, the oldest first; last the disputes that wait for the bank.
 */
export function inOrderOfUrgency(items: readonly DeskItem[]): DeskItem[] {
  return items.toSorted((one, other) => rankOf(one) - rankOf(other) || timeOf(one) - timeOf(other))
}

function rankOf(item: DeskItem): number {
  return item.kind === 'dispute' && item.dispute.evidenceSubmitted ? 1 + Object.keys(URGENCY).length : URGENCY[item.kind]
}

/** Milliseconds since 1970. */
function timeOf(item: DeskItem): number {
  if (item.kind === 'dispute') return item.dispute.evidenceDueBy === null ? NEVER : Date.parse(item.dispute.evidenceDueBy)
  return Date.parse(item.kind === 'failed_refund' ? item.since : item.item.since)
}

import type { Tab } from '../../server/contract/tab.ts'

/** The newer tab, with the very rows and disputes of the older where nothing of them changed: what is drawn from them need not be drawn again. */
export function keepSame(older: Tab, newer: Tab): Tab {
  return { ...newer, payments: kept(older.payments, newer.payments), disputes: kept(older.disputes, newer.disputes) }
}

function kept<Item extends { readonly id: string }>(older: readonly Item[], newer: readonly Item[]): Item[] {
  const known = new Map(older.map((item) => [item.id, item]))
  return newer.map((item) => {
    const same = known.get(item.id)
    return same !== undefined && isSame(same, item) ? same : item
  })
}

/** Whether two values read from JSON say the same. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (!isObject(one) || !isObject(other)) return false
  const members = Object.keys(one)
  return members.length === Object.keys(other).length && members.every((member) => isSame(one[member], other[member]))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

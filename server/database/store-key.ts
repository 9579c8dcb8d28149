import type { StoreId } from '../contract/ids.ts'

/** Something of a store's, such as a charge or a refund. */
export interface OfStore {
  readonly store: StoreId
  readonly id: string
}

/** One text for both, as the key of a map. */
export function storeKey({ store, id }: OfStore): string {
  return JSON.stringify([store, id])
}

/** Both as the two arrays that PostgreSQL's `unnest` makes rows of. */
export function storeArrays(things: readonly OfStore[]): [StoreId[], string[]] {
  return [things.map(({ store }) => store), things.map(({ id }) => id)]
}

/** Each once, in the order in which they are locked: by store, then by id. */
export function inLockOrder<T extends OfStore>(things: readonly T[]): T[] {
  const once = new Map(things.map((thing) => [storeKey(thing), thing]))
  return [...once.values()].toSorted((one, other) => compare(one.store, other.store) || compare(one.id, other.id))
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}

/** Chance that repeats: the same seed, the same choices. */
export interface Chance {
  /** 0 ≤ n < 1. */
  next(): number
  /** One of these; fails on an empty list. */
  pick<T>(from: readonly T[]): T
}

/** A small generator of the kind called mulberry32: 32 bits of state, even enough for choosing what happens next. */
export function createChance(seed: number): Chance {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    pick(from) {
      const picked = from[Math.floor(next() * from.length)]
      if (picked === undefined) throw new Error('there is nothing to pick from')
      return picked
    },
  }
}

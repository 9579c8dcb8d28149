/** A barcode scanner types faster than hands: each key comes within so many milliseconds of the last. */
const LONGEST_GAP = 35
/** As few characters as a barcode has before the Enter that ends it. */
const SHORTEST_BARCODE = 4

/** Characters that came faster than hands type: how many, and when the last of them did. */
export interface Burst {
  readonly characters: number
  /** In milliseconds, by the same clock as the keys that follow. */
  readonly lastAt: number
}

export const NO_BURST: Burst = { characters: 0, lastAt: Number.NEGATIVE_INFINITY }

/** Whether a key at this time is too fast after the burst for hands. */
export function isFasterThanHands(burst: Burst, at: number): boolean {
  return at - burst.lastAt <= LONGEST_GAP
}

/** The burst once another character came. */
export function withCharacter(burst: Burst, at: number): Burst {
  return { characters: isFasterThanHands(burst, at) ? burst.characters + 1 : 1, lastAt: at }
}

/** Whether an Enter at this time makes the burst a barcode. */
export function isBarcode(burst: Burst, enterAt: number): boolean {
  return burst.characters >= SHORTEST_BARCODE && isFasterThanHands(burst, enterAt)
}

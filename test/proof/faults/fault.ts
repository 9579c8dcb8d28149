import type { Place, World, WorldOptions } from './world.ts'

/** Something that goes wrong, and what must be seen of it from outside. */
export interface Fault {
  readonly world?: WorldOptions
  readonly inject: (world: World) => Promise<unknown>
  /** A line of /metrics that is not there while all is well. */
  readonly metric: RegExp
  /** Where it is said, and the words with what to do. */
  readonly says: readonly [place: Place, words: RegExp]
}

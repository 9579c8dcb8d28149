/** Watching a server until what is wrong with it is measured and said. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import type { World } from './world.ts'

/** Seconds within which it must be seen. */
const WITHIN = 60

export interface Seen {
  readonly name: string
  /** The line of /metrics; null where it did not come. */
  readonly metric: string | null
  readonly place: string
  readonly words: string | null
  readonly seconds: number
}

export const isSeen = ({ metric, words }: Seen): boolean => metric !== null && words !== null

type Watched = Pick<World, 'metrics' | 'said'>

/** Reads until both are seen. */
export async function watchFor(
  name: string,
  { metric, says: [place, words] }: Pick<Fault, 'metric' | 'says'>,
  world: Watched,
): Promise<Seen> {
  const began = performance.now()
  let seen: Seen = { name, place, metric: null, words: null, seconds: 0 }
  for (;;) {
    seen = {
      ...seen,
      metric: seen.metric ?? lineOf(await world.metrics(), metric),
      words: seen.words ?? words.exec(await world.said(place))?.[0] ?? null,
      seconds: (performance.now() - began) / 1000,
    }
    if (isSeen(seen) || seen.seconds > WITHIN) return seen
    await pause(200)
  }
}

function lineOf(text: string, metric: RegExp): string | null {
  const found = metric.exec(text)
  if (found === null) return null
  return text.slice(found.index).split('\n')[0] ?? null
}

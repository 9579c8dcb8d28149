/** The table of what can go wrong: each is injected, and within a minute a measurement and a sentence with the remedy show it. */
import { AROUND_FAULTS } from './around.ts'
import { EMBEDDED_FAULTS } from './embedded.ts'
import type { Fault } from './fault.ts'
import { STRIPE_FAULTS } from './stripe.ts'
import { isSeen, watchFor, type Seen } from './watch-for.ts'
import { openWorld } from './world.ts'

export const FAULTS: Readonly<Record<string, Fault>> = { ...STRIPE_FAULTS, ...AROUND_FAULTS }

/** Injects it into a world of its own. */
export async function seeFault(name: string, fault: Fault): Promise<Seen> {
  await using world = await openWorld(fault.world)
  await fault.inject(world)
  return await watchFor(name, fault, world)
}

/** Every fault, a few worlds at a time; prints what was said of each. Returns whether all were seen. */
export async function seeFaults(lanes: number, only: string | undefined): Promise<boolean> {
  const wanted = Object.entries({ ...FAULTS, ...EMBEDDED_FAULTS }).filter(([name]) => only === undefined || name.includes(only))
  const left = wanted.values()
  const silent: string[] = []
  const work = async (): Promise<void> => {
    for (const [name, fault] of left) {
      const seen = await (typeof fault === 'function' ? fault(name) : seeFault(name, fault)).catch((error: unknown): Seen => ({
        name,
        place: '',
        metric: null,
        words: String(error),
        seconds: 0,
      }))
      if (!isSeen(seen)) silent.push(name)
      print(seen)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, lanes) }, work))
  console.log(`\n${wanted.length - silent.length} of ${wanted.length} faults were measured and said.`)
  for (const name of silent) console.log(`Silent: ${name}`)
  return silent.length === 0
}

function print(seen: Seen): void {
  const { name, metric, place, words, seconds } = seen
  console.log(
    `${isSeen(seen) ? 'seen  ' : 'SILENT'} ${name} (${seconds.toFixed(1)} s)\n         ${metric ?? 'no measurement'}\n         ${place}: ${words?.replaceAll('\n', ' ') ?? 'nothing'}`,
  )
}

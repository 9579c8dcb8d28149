import type { Environment } from '../shared/environment.ts'
import { sayOnce } from './wrong-set-up.ts'

/** In pixels; below it words are cut into pieces. */
const NARROWEST = 200
/** A page that is being laid out may be narrow for a moment. */
const FOR_LONG = 10_000

/** Tells the developer of the page of a tag that has no room, and still has none after a while. One that is hidden has no width. */
export async function tellTooNarrow(tag: Element, environment: Environment): Promise<void> {
  if (!isTooNarrow(tag)) return
  await environment.wait(FOR_LONG, new AbortController().signal)
  if (isTooNarrow(tag))
    sayOnce(
      `There is room for ${Math.round(tag.clientWidth)} pixels; give it ${NARROWEST} or more, as by a min-width of what it stands in.`,
    )
}

const isTooNarrow = ({ clientWidth }: Element): boolean => clientWidth > 0 && clientWidth < NARROWEST

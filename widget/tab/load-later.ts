import type * as later from '../later.ts'
import type { Environment } from '../shared/environment.ts'

export type Later = typeof later

/** Milliseconds after which a press shows that something happens. */
const LIFE_AFTER = 50

/** Between two attempts to load it. */
const AGAIN_AFTER = 2_000

let loading: Promise<Later> | null = null
let loaded: Later | null = null

/** What is loaded after the first view, for all tags of a page; asked for again after it could not be had. */
export function loadLater(): Promise<Later> {
  return (loading ??= import('../later.ts').then(
    (code) => (loaded = code),
    (error: unknown) => {
      loading = null
      throw error
    },
  ))
}

/** The same where it is here, else null. */
export const laterLoaded = (): Later | null => loaded

/**
 * The same for a press on `pressed`, which shows that something happens where it takes a moment.
 * @throws where it can’t be had.
 */
export async function laterFor(pressed: Element | null, environment: Environment): Promise<Later> {
  if (loaded !== null) return loaded
  const over = new AbortController()
  void environment.wait(LIFE_AFTER, over.signal).then(() => over.signal.aborted || pressed?.setAttribute('aria-busy', 'true'))
  try {
    return await loadLater()
  } finally {
    over.abort()
    pressed?.removeAttribute('aria-busy')
  }
}

/** The same as soon as it can be had; null where `signal` is aborted before. `onTrouble` is told that it can’t be had yet. */
export async function untilLater(environment: Environment, signal: AbortSignal, onTrouble: () => void): Promise<Later | null> {
  while (!signal.aborted) {
    try {
      return await loadLater()
    } catch {
      onTrouble()
      await environment.wait(AGAIN_AFTER, signal)
    }
  }
  return null
}

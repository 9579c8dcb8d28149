import { setTimeout as pause } from 'node:timers/promises'

/** Does `work` at once and then again, `seconds` after it was done, until `stopping`; resolves when it is done for the last time. */
export async function repeat(
  work: () => Promise<void>,
  { seconds, stopping, onError }: { readonly seconds: number; readonly stopping: AbortSignal; readonly onError: (error: unknown) => void },
): Promise<void> {
  while (!stopping.aborted) {
    try {
      await work()
    } catch (error) {
      onError(error)
    }
    await pause(seconds * 1000, undefined, { signal: stopping }).catch(() => {})
  }
}

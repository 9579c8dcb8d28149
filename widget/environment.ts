/** What the widget takes from the world besides the page and the network: handed in, so that tests decide it. */
export interface Environment {
  /** The time, in milliseconds since 1970. */
  now(): number
  /** A new id that nobody can guess. */
  newId(): string
  /** At least 0 and less than 1. */
  random(): number
  /** Resolves after so many milliseconds, or at once when `signal` is aborted. Never rejects. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** The browser's own clock, timers and randomness. */
export const browserEnvironment: Environment = {
  now: () => Date.now(),
  newId: () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
  random: () => Math.random(),
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const timer = setTimeout(done, milliseconds)
      signal.addEventListener('abort', done, { once: true })
      function done(): void {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
    }),
}

/** Clock, timers, randomness, locks and visibility of the page. They are handed in, so that tests control them. */
export interface Environment {
  /** The time, in milliseconds since 1970. */
  now(): number
  /**
   * When an event happened; a busy page may handle it later. In milliseconds, from a start that all events share.
   */
  timeOf(event: Event): number
  /** A new id that nobody can guess. */
  newId(): string
  /** At least 0 and less than 1. */
  random(): number
  /** Resolves after so many milliseconds, or at once when `signal` is aborted. Never rejects. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
  /** A signal that is aborted after so many milliseconds. */
  timeout(milliseconds: number): AbortSignal
  /** Resolves once the page is in this visibility state, or `signal` is aborted. Never rejects. */
  untilPageIs(state: DocumentVisibilityState, signal: AbortSignal): Promise<void>
  /** The locks that all pages of this origin share; null where the browser gives none. */
  readonly locks: Pick<LockManager, 'request'> | null
  /** Whether this machine is connected to anything; false is certain. */
  isOnline(): boolean
  /** Resolves once this machine is online, or offline, or `signal` is aborted. Never rejects. */
  untilOnline(online: boolean, signal: AbortSignal): Promise<void>
  /** What the page has loaded, with the protocol of each; an empty one where the server does not let it be seen. */
  resources(): readonly Pick<PerformanceResourceTiming, 'name' | 'nextHopProtocol'>[]
}

/** The browser's own clock, timers, randomness and page. */
export const browserEnvironment: Environment = {
  now: () => Date.now(),
  timeOf: (event) => event.timeStamp,
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
  timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
  untilPageIs: (state, signal) =>
    new Promise((resolve) => {
      const check = (): void => {
        if (document.visibilityState !== state && !signal.aborted) return
        document.removeEventListener('visibilitychange', check)
        signal.removeEventListener('abort', check)
        resolve()
      }
      document.addEventListener('visibilitychange', check)
      signal.addEventListener('abort', check)
      check()
    }),
  // Only pages over https, or of this machine, have locks.
  locks: 'locks' in navigator ? navigator.locks : null,
  isOnline: () => navigator.onLine,
  untilOnline: (online, signal) =>
    new Promise((resolve) => {
      const check = (): void => {
        if (navigator.onLine !== online && !signal.aborted) return
        window.removeEventListener(online ? 'online' : 'offline', check)
        signal.removeEventListener('abort', check)
        resolve()
      }
      window.addEventListener(online ? 'online' : 'offline', check)
      signal.addEventListener('abort', check)
      check()
    }),
  resources: () => performance.getEntriesByType('resource').filter((entry) => entry instanceof PerformanceResourceTiming),
}

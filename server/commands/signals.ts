/** Milliseconds after the first signal in which others are taken for the same one: npm passes Ctrl-C on a second time. */
const SAME_SIGNAL = 1_000

/** The first Ctrl-C or `kill` stops calmly, by `stop`; the next one ends the process at once. */
export function onSignals(stop: () => void): void {
  let first: number | null = null
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      first ??= performance.now()
      if (performance.now() - first > SAME_SIGNAL) process.exit(1)
      stop()
    })
  }
}

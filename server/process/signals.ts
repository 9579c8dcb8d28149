/** Milliseconds after a signal in which others are taken for the same one: npm passes Ctrl-C on a second time. */
const SAME_SIGNAL = 1_000

/** Every Ctrl-C (SIGINT) or `kill` (SIGTERM) runs the next of `steps`; the one after the last ends the process at once, with exit code 1. */
export function onSignals(...steps: readonly (() => void)[]): void {
  const left = steps.values()
  let last: number | null = null
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (last !== null && performance.now() - last <= SAME_SIGNAL) return
      last = performance.now()
      const { value: step } = left.next()
      if (step === undefined) process.exit(1)
      step()
    })
  }
}

/** Real time passing: what is to be done later, unless everything is stopped first. */
export interface Timers {
  later(delayMs: number, task: () => void): void
  stop(): void
}

export function createTimers(): Timers {
  const waiting = new Set<NodeJS.Timeout>()
  let stopped = false
  return {
    later(delayMs, task) {
      if (stopped) return
      const timer = setTimeout(() => {
        waiting.delete(timer)
        task()
      }, delayMs)
      timer.unref()
      waiting.add(timer)
    },
    stop() {
      stopped = true
      for (const timer of waiting) clearTimeout(timer)
      waiting.clear()
    },
  }
}

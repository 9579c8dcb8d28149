import { setTimeout as pause } from 'node:timers/promises'
import { EmbeddedPostgresError, reason } from './error.ts'
import type { Postmaster } from './postmaster.ts'

/** A PostgreSQL that is started again where it ends though nobody stopped it, as when it is killed for want of memory. */
export interface KeptPostmaster {
  /** The process of the one that runs, or ran last. */
  readonly pid: number
  stop(): Promise<void>
}

export interface KeeperOptions {
  readonly startAgain: () => Promise<Postmaster>
  /** Called with a sentence about one that ended and one that runs again. */
  readonly warn: (sentence: string) => void
  /** Called once where it can't be started again; it is not tried any more. */
  readonly onLost: (error: EmbeddedPostgresError) => void
}

const ATTEMPTS = 3
/** Milliseconds after the first failed attempt; after the second twice as many. */
const PAUSE = 1_000

export function keepPostmaster(first: Postmaster, { startAgain, warn, onLost }: KeeperOptions): KeptPostmaster {
  const stopping = new AbortController()
  let current = first

  const tryAgain = async (): Promise<Postmaster | null> => {
    for (let attempt = 1; !stopping.signal.aborted; attempt += 1) {
      try {
        return await startAgain()
      } catch (error) {
        if (attempt === ATTEMPTS) {
          const sentence = `The embedded PostgreSQL ended and can't be started again. ${reason(error)}`
          onLost(new EmbeddedPostgresError('failed', sentence, { cause: error }))
          return null
        }
        warn(`The embedded PostgreSQL was not started again, and it is tried once more. ${reason(error)}`)
        await pause(attempt * PAUSE, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
    return null
  }

  const keep = async (): Promise<void> => {
    for (;;) {
      await current.ended
      if (stopping.signal.aborted) return
      warn(`The embedded PostgreSQL (process ${current.pid}) ended by itself and is started again.`)
      const again = await tryAgain()
      if (again === null) return
      current = again
      warn(`The embedded PostgreSQL runs again (process ${current.pid}).`)
      if (stopping.signal.aborted) await current.stop()
    }
  }

  const kept = keep()
  return {
    get pid() {
      return current.pid
    },
    async stop() {
      stopping.abort()
      await current.stop()
      await kept
    },
  }
}

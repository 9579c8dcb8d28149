/** How long the database may keep anyone waiting, so that one taken lock or lost host delays nobody else for longer. */

/** All in milliseconds. */
export interface Limits {
  /** For a connection: a free one of the pool, or a new one. */
  readonly connection: number
  /** For one lock. */
  readonly lock: number
  /** For one statement, the locks that it waits for included. */
  readonly statement: number
  /** For a transaction whose process says nothing, as one that was paused in the middle of it. */
  readonly idle: number
}

export const LIMITS: Limits = { connection: 5_000, lock: 5_000, statement: 15_000, idle: 15_000 }

/** Migrations wait for each other's, and rebuild tables. */
export const MIGRATION_LIMITS: Limits = { connection: 5_000, lock: 60_000, statement: 3_600_000, idle: 60_000 }

/** What runs by itself reads and forgets whole histories; a lock it gets no later than others. */
export const JOB_LIMITS: Limits = { ...LIMITS, statement: 60_000 }

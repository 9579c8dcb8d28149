import type { Crowd } from '../people.ts'
import type { Servers } from '../servers.ts'
import type { StormPostgres } from '../postgres.ts'

/** What a fault strikes. */
export interface Ground {
  readonly servers: Servers
  readonly crowd: Crowd
  readonly postgres: StormPostgres
  /** How long it lasts. */
  readonly seconds: number
}

export interface Fault {
  readonly name: string
  /** Whether nobody else may feel it: not where the database itself is away. */
  readonly sparesOthers: boolean
  /** Strikes, lasts, and heals; answers why it could not be tried here, or null. */
  strike(ground: Ground): Promise<string | null>
}

/** What kept the embedded PostgreSQL from serving; the message says what to do about it. */
export type EmbeddedPostgresProblem =
  /** This platform or installation has no PostgreSQL that can run. */
  | 'unsupported'
  /** Another live instance works on the same data directory. */
  | 'in_use'
  /** The directory or the program can't be read or written by who must. */
  | 'unreachable'
  /** What lies in the data directory is not a database of this version. */
  | 'unusable'
  /** PostgreSQL began and ended again, or would not end. */
  | 'failed'

/** A failure of the embedded PostgreSQL, its message written for the person who started the program. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError'
  readonly problem: EmbeddedPostgresProblem

  constructor(problem: EmbeddedPostgresProblem, message: string, options?: ErrorOptions) {
    super(message, options)
    this.problem = problem
  }
}

/** The `code` of a failed system call (`EACCES`, `ENOENT`, …), or undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** What an error says, for the end of a sentence. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

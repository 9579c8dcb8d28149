/** One command of the command line. */
export interface Command {
  /** How it is written, for the help text. */
  readonly usage: string
  readonly summary: string
  /** Runs to the end and returns the exit code. Throws what `explain` turns into a sentence. */
  run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number>
}

/** A mistake on the command line, in words. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

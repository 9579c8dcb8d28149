import type { DestinationStream } from 'pino'

/** Where a command says what it has to say: the terminal, or whoever runs it within a process. */
export interface Output {
  /** A line of what was asked for. */
  print(text: string): void
  /** A line about how it goes, or what went wrong. */
  complain(text: string): void
  /** Lines of the log. */
  readonly log: DestinationStream
}

/** One command of the command line. */
export interface Command {
  /** How it is written, for the help text. */
  readonly usage: string
  readonly summary: string
  /** Runs to the end and returns the exit code. Throws what `explain` turns into a sentence. */
  run(args: readonly string[], env: NodeJS.ProcessEnv, out: Output): Promise<number>
}

/** A mistake on the command line, in words. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

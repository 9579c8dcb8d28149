/** The command line: every command has a file of its own beside this one; to add one, name it here. */
import type { Command, Output } from './command.ts'
import { UsageError } from './command.ts'
import { attention } from './attention.ts'
import { doctor } from './doctor.ts'
import { events } from './events.ts'
import { explain } from '../process/explain.ts'
import { migrate } from './migrate.ts'
import { reconcile } from './reconcile.ts'
import { refunds } from './refunds.ts'
import { serve } from './serve.ts'
import { store } from './store.ts'

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({ serve, migrate, store, reconcile, attention, refunds, events, doctor }),
)

/** Runs what `args` name and returns the exit code: 0 well, 1 not, with one clear sentence for what a person can mend. */
export async function runCommand([name = '', ...args]: readonly string[], env: NodeJS.ProcessEnv, out: Output): Promise<number> {
  const command = COMMANDS.get(name)
  if (command === undefined) {
    out.print(help())
    return name === '' || name === 'help' || name === '--help' ? 0 : 1
  }
  try {
    return await command.run(args, env, out)
  } catch (error) {
    out.complain(sentenceFor(error, command))
    return 1
  }
}

function sentenceFor(error: unknown, command: Command): string {
  const sentence = error instanceof UsageError ? error.message : explain(error)
  if (error instanceof UsageError && !command.usage.includes(' ')) return error.message
  if (error instanceof UsageError || isParseArgsError(error))
    return `${sentence ?? (error instanceof Error ? error.message : '')}\nUsage: ${command.usage}`
  return sentence ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))
}

function isParseArgsError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')
}

function help(): string {
  const lines = [...COMMANDS.values()].map(({ usage, summary }) => `  ${usage}\n      ${summary}`)
  return `JewelTrak Payments\n\n${lines.join('\n')}\n\nAll of them read their configuration from the environment; see the README.`
}

/** The command line: every command has a file of its own beside this one; to add one, name it here. */
import { explain } from '../process/explain.ts'
import { acknowledge, list, resolve as resolveAttention } from './attention.ts'
import { UsageError, type Command, type Output } from './command.ts'
import { doctor } from './doctor.ts'
import * as endpoint from './endpoint.ts'
import { importPayments } from './import.ts'
import { listEvents, replay } from './events.ts'
import { migrate } from './migrate.ts'
import { reconcile } from './reconcile.ts'
import { resolve as resolveRefund } from './refunds.ts'
import { serve } from './serve.ts'
import { addStore, giveKey, listStores } from './store.ts'

export const COMMANDS: readonly Command[] = [
  serve,
  migrate,
  addStore,
  listStores,
  giveKey,
  importPayments,
  reconcile,
  list,
  acknowledge,
  resolveRefund,
  resolveAttention,
  listEvents,
  replay,
  endpoint.add,
  endpoint.list,
  endpoint.rotate,
  endpoint.replay,
  endpoint.remove,
  doctor,
]

/** Runs what `args` name and returns the exit code: 0 well, 1 not, with one clear sentence for what a person can mend. */
export async function runCommand(args: readonly string[], env: NodeJS.ProcessEnv, out: Output): Promise<number> {
  const command = COMMANDS.find(({ name }) => name === args.slice(0, name.split(' ').length).join(' '))
  if (command === undefined) return answerUnknown(args, out)
  try {
    return await command.run(args.slice(command.name.split(' ').length), env, out)
  } catch (error) {
    out.complain(sentenceFor(error, command))
    return 1
  }
}

/** No command, the first word of some, or one that there is not. */
function answerUnknown([first = '', second]: readonly string[], out: Output): number {
  if (first === '' || first === 'help' || first === '--help' || first === '-h') {
    out.print(help(COMMANDS))
    return 0
  }
  const some = COMMANDS.filter(({ name }) => name.startsWith(`${first} `))
  if (some.length > 0 && (second === '--help' || second === '-h')) {
    out.print(help(some))
    return 0
  }
  const names = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(some.map(({ name }) => name))
  out.complain(some.length > 0 ? `Say ${names}.` : `There is no command ${first}.`)
  out.complain(help(some.length > 0 ? some : COMMANDS))
  return 1
}

function sentenceFor(error: unknown, { usage }: Command): string {
  if (error instanceof UsageError) return `${error.message}\nUsage: ${usage}`
  return explain(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))
}

function help(commands: readonly Command[]): string {
  const lines = commands.map(({ usage, summary }) => `  ${usage}\n      ${summary}`)
  return `JewelTrak Payments\n\n${lines.join('\n')}\n\nEach has --help. All read their configuration from the environment; docs/operating.md lists it.`
}

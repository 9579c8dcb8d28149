/** How a command of the command line is made: what it takes is described once, and from that come parsing and `--help`. */
import type { DestinationStream } from 'pino'
import { parseArgs } from 'node:util'

/** Where a command says what it has to say: the terminal, or whoever runs it within a process. */
export interface Output {
  /** A line of the answer. */
  print(text: string): void
  /** A line about how it goes, or what went wrong. */
  complain(text: string): void
  /** A line that says what the command works on, such as which database. */
  note(text: string): void
  /** Lines of the log. */
  readonly log: DestinationStream
}

export interface Command {
  /** One word or two, as in `store add`. */
  readonly name: string
  /** How it is written, with all that it takes. */
  readonly usage: string
  readonly summary: string
  /** Runs to the end and returns the exit code. Throws {@link UsageError}, and what `explain` turns into a sentence. */
  run(args: readonly string[], env: NodeJS.ProcessEnv, out: Output): Promise<number>
}

/** A mistake on the command line, in words. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

type Option = { readonly about: string } & (
  | { readonly type: 'boolean' }
  /** `value` stands for the value in the usage, as in `<account>`. */
  | { readonly type: 'string'; readonly value: string; readonly multiple?: boolean }
)
type Options = Readonly<Record<string, Option>>
type Positionals = Readonly<Record<string, 'required' | 'optional'>>

type OptionValue<O extends Option> = O extends { type: 'boolean' } ? boolean : O extends { multiple: true } ? readonly string[] : string
type OptionValues<O extends Options> = { readonly [Name in keyof O]: OptionValue<O[Name]> | undefined }
type PositionalValues<P extends Positionals> = {
  readonly [Name in keyof P]: P[Name] extends 'required' ? string : string | undefined
}

interface Definition<O extends Options, P extends Positionals> {
  readonly name: string
  readonly summary: string
  readonly options: O
  /** By their names, in their order; those that may be left out come last. */
  readonly positionals: P
  run(given: Given<O, P>): Promise<number>
}

interface Given<O extends Options, P extends Positionals> {
  /** Undefined where an option is not given. */
  readonly options: OptionValues<O>
  readonly positionals: PositionalValues<P>
  readonly env: NodeJS.ProcessEnv
  readonly out: Output
}

/** A command that knows `--help`, and refuses every option and argument that it does not know before it does anything. */
export function defineCommand<const O extends Options, const P extends Positionals>(definition: Definition<O, P>): Command
export function defineCommand(definition: Definition<Options, Positionals>): Command {
  const { name, summary, run } = definition
  const usage = usageOf(definition)
  return {
    name,
    usage,
    summary,
    async run(args, env, out) {
      const { values, positionals } = parse(definition.options, args)
      if (values['help'] === true) {
        out.print(helpOf(usage, summary, definition.options))
        return 0
      }
      return run({ options: values, positionals: named(definition.positionals, positionals), env, out })
    },
  }
}

const HELP = { help: { type: 'boolean', short: 'h' } } as const

function parse(options: Options, args: readonly string[]): { values: OptionValues<Options>; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], options: { ...options, ...HELP }, allowPositionals: true })
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')) throw new UsageError(error.message)
    throw error
  }
}

function named(wanted: Positionals, given: readonly string[]): Record<string, string> {
  const names = Object.keys(wanted)
  const surplus = given[names.length]
  if (surplus !== undefined) throw new UsageError(`“${surplus}” is more than this command takes.`)
  const missing = names.find((name, place) => wanted[name] === 'required' && given[place] === undefined)
  if (missing !== undefined) throw new UsageError(`<${missing}> is missing.`)
  return Object.fromEntries(given.flatMap((value, place) => names.slice(place, place + 1).map((name) => [name, value])))
}

function usageOf({ name, options, positionals }: Definition<Options, Positionals>): string {
  const named = Object.entries(positionals).map(([each, need]) => (need === 'required' ? `<${each}>` : `[<${each}>]`))
  const optional = Object.entries(options).map(([each, option]) => {
    const isRepeated = option.type === 'string' && option.multiple === true
    return `[${optionName(each, option)}]${isRepeated ? '…' : ''}`
  })
  return [name, ...named, ...optional].join(' ')
}

function optionName(name: string, option: Option): string {
  return option.type === 'boolean' ? `--${name}` : `--${name} ${option.value}`
}

function helpOf(usage: string, summary: string, options: Options): string {
  const lines = Object.entries(options).map(([name, option]) => [optionName(name, option), option.about] as const)
  const width = Math.max(0, ...lines.map(([left]) => left.length))
  return [`Usage: ${usage}`, '', `  ${summary}`, ...lines.map(([left, about]) => `  ${left.padEnd(width)}  ${about}`)].join('\n')
}

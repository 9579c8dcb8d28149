import { readConfig, type Config } from '../setup/config.ts'
import { createLog, type LogLevel } from '../context/create-log.ts'
import type { Log } from '../context/log.ts'
import { databaseName, openExistingDatabase, type OpenDatabase, type Preparation } from '../setup/open-database.ts'
import type { Output } from './command.ts'

interface Options {
  readonly env: NodeJS.ProcessEnv
  readonly out: Pick<Output, 'log' | 'note'>
  /** Whether the database is brought up to date or has to be so; has to be so unless given. */
  readonly prepare?: Preparation
}

/** What a command works with. */
export interface CommandParts {
  readonly config: Config
  readonly database: OpenDatabase
  readonly log: Log
}

/**
 * Runs `work` on the database that is configured, beside a running server or alone, says which one that is, and closes
 * it again. Where there is none, none is made.
 */
export async function withDatabase<T>({ env, out, prepare = 'check' }: Options, work: (parts: CommandParts) => Promise<T>): Promise<T> {
  const config = readConfig(env)
  const log = createLog(levelOf(config), out.log)
  out.note(`Database: ${databaseName(config.database)}`)
  const database = await openExistingDatabase(config.database, log, prepare)
  try {
    return await work({ config, database, log })
  } finally {
    await database.close()
  }
}

/** A command says in its own words what happens; the log adds what went wrong, and all of it where LOG_LEVEL is lower. */
function levelOf({ logLevel }: Pick<Config, 'logLevel'>): LogLevel {
  return logLevel === 'info' ? 'error' : logLevel
}

import { readConfig } from '../config.ts'
import { createLog } from '../context/create-log.ts'
import { openDatabaseBeside } from '../open-database.ts'
import type { Command } from './command.ts'

/** `migrate`: the server does it by itself at start; this is for those who would rather do it before. */
export const migrate: Command = {
  usage: 'migrate',
  summary: 'bring the database up to date, and do nothing else',
  async run(_args, env, out) {
    const config = readConfig(env)
    const database = await openDatabaseBeside(config.database, createLog(config.logLevel, out.log))
    await database.close()
    out.print('The database is up to date.')
    return 0
  },
}

import { defineCommand } from './command.ts'
import { withDatabase } from './with-database.ts'

/** `migrate`: the server does it by itself at start; this is for those who would rather do it before. */
export const migrate = defineCommand({
  name: 'migrate',
  summary: 'Brings an existing database up to date, and does nothing else.',
  options: {},
  positionals: {},
  run: ({ env, out }) =>
    withDatabase({ env, out, prepare: 'migrate' }, async () => {
      out.print('The database is up to date.')
      return 0
    }),
})

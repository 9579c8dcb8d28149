import { readConfig, requireKey, type Config } from '../config.ts'
import { createServices } from '../create-services.ts'
import { createLog, type LogLevel } from '../log.ts'
import { openDatabaseBeside } from '../open-database.ts'
import type { Services, Wake } from '../operations/services.ts'
import type { Output } from './command.ts'

/** A command ends before anything could be looked at later: what it leaves is found by the server's sweep. */
const NO_WAKE: Wake = {
  event: () => Promise.resolve(),
  refund: () => Promise.resolve(),
  charge: () => Promise.resolve(),
  reconcile: () => Promise.resolve(),
}

/** A command says in its own words what happens; the log adds what went wrong, and all of it where LOG_LEVEL asks for more. */
export function levelOf({ logLevel }: Pick<Config, 'logLevel'>): LogLevel {
  return logLevel === 'info' ? 'error' : logLevel
}

/** Runs `work` with what operations need, beside a running server or alone, and closes it all again. */
export async function withServices<T>(env: NodeJS.ProcessEnv, out: Pick<Output, 'log'>, work: (s: Services) => Promise<T>): Promise<T> {
  const config = readConfig(env)
  const log = createLog(levelOf(config), out.log)
  const database = await openDatabaseBeside(config.database, log)
  try {
    const stripe = { secretKey: requireKey(config), apiUrl: config.stripeApiUrl, dashboardUrl: config.stripeDashboardUrl }
    return await work(
      await createServices({
        // A command reads whole histories, as what runs by itself does.
        db: database.jobs,
        stripe,
        webhookSecrets: config.webhookSecrets,
        embedSecret: config.embedSecret,
        log,
        wake: NO_WAKE,
      }),
    )
  } finally {
    await database.close()
  }
}

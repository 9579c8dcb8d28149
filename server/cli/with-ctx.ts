import { readConfig, requireKey, type Config } from '../config.ts'
import { createCtx } from '../create-ctx.ts'
import { createLog, type LogLevel } from '../context/create-log.ts'
import { openDatabaseBeside } from '../open-database.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { Output } from './command.ts'

/** A command says in its own words what happens; the log adds what went wrong, and all of it where LOG_LEVEL asks for more. */
export function levelOf({ logLevel }: Pick<Config, 'logLevel'>): LogLevel {
  return logLevel === 'info' ? 'error' : logLevel
}

/** Runs `work` with what operations need, beside a running server or alone, and closes it all again. */
export async function withCtx<T>(env: NodeJS.ProcessEnv, out: Pick<Output, 'log'>, work: (ctx: GatewayCtx) => Promise<T>): Promise<T> {
  const config = readConfig(env)
  const log = createLog(levelOf(config), out.log)
  const database = await openDatabaseBeside(config.database, log)
  try {
    const stripe = { secretKey: requireKey(config), apiUrl: config.stripeApiUrl, dashboardUrl: config.stripeDashboardUrl }
    return await work(
      await createCtx({
        // A command reads whole histories, as what runs by itself does.
        db: database.jobs,
        stripe,
        webhookSecrets: config.webhookSecrets,
        embedSecret: config.embedSecret,
        log,
        // What a command leaves is found by the server.
        due: () => {},
      }),
    )
  } finally {
    await database.close()
  }
}

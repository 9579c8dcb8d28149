import { requireKey } from '../setup/config.ts'
import { createCtx } from '../setup/create-ctx.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { Output } from './command.ts'
import { withDatabase } from './with-database.ts'

/** A command ends before anything could be done later: the server finds what it leaves. */
const LEFT_TO_THE_SERVER = (): void => {}

/** Runs `work` with the context that verbs need, beside a running server or alone, and closes it all again. */
export function withCtx<T>(env: NodeJS.ProcessEnv, out: Pick<Output, 'log' | 'note'>, work: (ctx: GatewayCtx) => Promise<T>): Promise<T> {
  return withDatabase({ env, out }, async ({ config, database, log }) => {
    const stripe = { secretKey: requireKey(config), apiUrl: config.stripeApiUrl, dashboardUrl: config.stripeDashboardUrl }
    const { webhookSecrets, embedSecret, allowPrivateEndpoints } = config
    // A command reads whole histories, as what runs by itself does.
    const ctx = await createCtx({
      db: database.jobs,
      stripe,
      webhookSecrets,
      embedSecret,
      allowPrivateEndpoints,
      log,
      due: LEFT_TO_THE_SERVER,
    })
    try {
      return await work(ctx)
    } finally {
      await ctx.news.told()
    }
  })
}

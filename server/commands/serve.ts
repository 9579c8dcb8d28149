/** `serve`: the server alone, configured from the environment. */
import { readConfig, requireStripe, type Config } from '../config.ts'
import { createPaymentsServer, type PaymentsServer } from '../index.ts'
import { createLog } from '../log.ts'
import type { Command } from './command.ts'
import { listen } from './listen.ts'
import { onSignals } from './signals.ts'

export const serve: Command = {
  usage: 'serve',
  summary: 'run the server, configured from the environment',
  async run(_args, env) {
    const config = readConfig(env)
    const log = createLog(config.logLevel)
    const payments = paymentsServer(config, log)
    const { promise: signalled, resolve: stop } = Promise.withResolvers<void>()
    const hurry = new AbortController()
    onSignals(stop, () => {
      log.info({}, 'Another signal: no more calls are taken.')
      hurry.abort()
    })
    try {
      await payments.start()
      const listening = await listen((request, address) => payments.fetch(request, address), config)
      log.info({ address: listening.url }, `JewelTrak Payments listens on ${listening.url}`)
      await signalled
      log.info(
        { drainSeconds: config.drainSeconds },
        'Stopping: calls are served for as long as DRAIN_SECONDS says, and what is under way is finished.',
      )
      // First the calls, then the connections, and the database last.
      listening.drain()
      await payments.drain({ seconds: config.drainSeconds, hurry: hurry.signal })
      await listening.close()
    } finally {
      await payments.stop()
    }
    return 0
  },
}

function paymentsServer(config: Config, log: ReturnType<typeof createLog>): PaymentsServer {
  const { secretKey, webhookSecrets } = requireStripe(config)
  return createPaymentsServer({
    database: config.database,
    stripe: { secretKey, apiUrl: config.stripeApiUrl, dashboardUrl: config.stripeDashboardUrl },
    webhookSecrets,
    embedSecret: config.embedSecret,
    apiKey: config.apiKey,
    allowedOrigins: config.allowedOrigins,
    log,
  })
}

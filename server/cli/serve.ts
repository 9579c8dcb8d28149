/** `serve`: the server alone, configured from the environment. */
import { readConfig, requireStripe, type Config } from '../setup/config.ts'
import { createPaymentsServer, type PaymentsServer } from '../index.ts'
import { createLog } from '../context/create-log.ts'
import { databaseName } from '../setup/open-database.ts'
import { defineCommand } from './command.ts'
import { listen } from '../process/listen.ts'
import { onSignals } from '../process/signals.ts'

export const serve = defineCommand({
  name: 'serve',
  summary: 'Runs the server until SIGTERM or Ctrl-C. Without DATABASE_URL it makes a PostgreSQL of its own in DATA_DIR.',
  options: {},
  positionals: {},
  async run({ env, out }) {
    const config = readConfig(env)
    const log = createLog(config.logLevel, out.log)
    const payments = paymentsServer(config, log)
    log.info({}, `Database: ${databaseName(config.database)}`)
    const { promise: ending, resolve: end } = Promise.withResolvers<void>()
    const hurry = new AbortController()
    onSignals(end, () => {
      log.info({}, 'Another signal: no more calls are taken.')
      hurry.abort()
    })
    payments.lost.addEventListener('abort', () => end())

    // First the connections are closed, and the database last.
    await using opened = new AsyncDisposableStack()
    opened.defer(() => payments.stop())
    await payments.start()
    const listening = opened.adopt(await listen((request, address) => payments.fetch(request, address), config, payments.refuse), (it) =>
      it.close(),
    )
    if (config.metricsPort !== null) {
      const operator = { port: config.metricsPort, host: config.host, variable: 'METRICS_PORT' }
      const metrics = opened.adopt(await listen((request) => payments.fetchOperator(request), operator), (it) => it.close())
      log.info({ address: metrics.url }, `Health, readiness and metrics are at ${metrics.url}`)
    }
    log.info({ address: listening.url }, `JewelTrak Payments listens on ${listening.url}`)
    await ending
    payments.lost.throwIfAborted()
    log.info(
      { drainSeconds: config.drainSeconds },
      'Stopping: calls are served for the time of DRAIN_SECONDS, and what is under way is finished.',
    )
    listening.drain()
    await payments.drain({ seconds: config.drainSeconds, hurry: hurry.signal })
    return 0
  },
})

function paymentsServer(config: Config, log: ReturnType<typeof createLog>): PaymentsServer {
  const { secretKey, webhookSecrets } = requireStripe(config)
  return createPaymentsServer({
    database: config.database,
    stripe: { secretKey, apiUrl: config.stripeApiUrl, dashboardUrl: config.stripeDashboardUrl },
    webhookSecrets,
    embedSecret: config.embedSecret,
    trustedProxies: config.trustProxy,
    allowPrivateEndpoints: config.allowPrivateEndpoints,
    operatorApart: config.metricsPort !== null,
    apiKey: config.apiKey,
    allowedOrigins: config.allowedOrigins,
    log,
  })
}

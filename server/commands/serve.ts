/** `serve`: the server alone, configured from the environment. */
import { createAdaptorServer } from '@hono/node-server'
import type { Server } from 'node:http'
import { readConfig, requireStripe, type Config } from '../config.ts'
import { createPaymentsServer, type PaymentsServer } from '../index.ts'
import { createLog } from '../log.ts'
import { UsageError, type Command } from './command.ts'

export const serve: Command = {
  usage: 'serve',
  summary: 'run the server, configured from the environment',
  async run(_args, env) {
    const config = readConfig(env)
    const log = createLog(config.logLevel)
    const payments = paymentsServer(config, log)
    const { promise: signalled, resolve: stop } = Promise.withResolvers<void>()
    onSignals(stop)
    try {
      await payments.start()
      const server = await listen(payments, config.port, config.host)
      log.info({ address: addressOf(server, config.host) }, `JewelTrak Payments listens on ${addressOf(server, config.host)}`)
      await signalled
      log.info({}, 'Stopping: what is under way is finished first.')
      await close(server, payments)
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

/** Milliseconds after the first signal in which others are taken for the same one: npm passes Ctrl-C on a second time. */
const SAME_SIGNAL = 1_000

/** The first Ctrl-C or `kill` stops calmly, the next one at once. */
function onSignals(stop: () => void): void {
  let first: number | null = null
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      first ??= performance.now()
      if (performance.now() - first > SAME_SIGNAL) process.exit(1)
      stop()
    })
  }
}

async function listen(payments: PaymentsServer, port: number, host: string): Promise<Server> {
  const server = createAdaptorServer({ fetch: (request, env) => payments.fetch(request, env) })
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', (error) => reject(new UsageError(sentenceFor(error, port, host))))
  server.listen(port, host, resolve)
  await listening
  if (!('closeAllConnections' in server)) throw new UsageError('Only HTTP/1 is spoken here.')
  return server
}

function sentenceFor(error: Error, port: number, host: string): string {
  const code = 'code' in error ? error.code : ''
  if (code === 'EADDRINUSE') return `Port ${port} is in use: stop what uses it, or set PORT to another.`
  if (code === 'EACCES') return `Port ${port} may not be used by this user: set PORT to one above 1023.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is no address of this machine: set HOST to one that is, such as 127.0.0.1.`
  return `The server can’t listen on ${host}, port ${port}: ${error.message}.`
}

function addressOf(server: Server, host: string): string {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** No new connections, then no streams and no calls under way, then no connections at all. */
async function close(server: Server, payments: PaymentsServer): Promise<void> {
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeIdleConnections()
  await payments.stop()
  server.closeAllConnections()
  await closed
}

/** The server as it is shipped, measured. */
import pg from 'pg'
import { createLog, createPaymentsServer, listen } from '../../server/index.ts'
import { STRIPE_KEY } from '../support/played-stripe.ts'
import { serveMeasured } from './measured.ts'

const { BENCH_DATABASE = '', BENCH_STRIPE = '', BENCH_KEY = '', BENCH_SECRET = '' } = process.env
const server = createPaymentsServer({
  database: { url: BENCH_DATABASE },
  stripe: { secretKey: STRIPE_KEY, apiUrl: BENCH_STRIPE === '' ? null : BENCH_STRIPE },
  webhookSecrets: [BENCH_SECRET],
  apiKey: BENCH_KEY,
  rateLimit: { perSecond: 1_000_000, burst: 1_000_000 },
  log: createLog('warn', { write: () => {} }),
})
await server.start()
const { url, close } = await listen((request, env) => server.fetch(request, env), { port: 0, host: '127.0.0.1' })
serveMeasured(url, pg, async () => {
  await server.drain()
  await close()
  await server.stop()
})

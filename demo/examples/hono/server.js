/** A host in Hono with the payments server under /payments, and its own session endpoint. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createSessionHandler } from 'jeweltrak-payments/client'
import { createPaymentsServer } from 'jeweltrak-payments-server'

const { DATABASE_URL, STRIPE_SECRET_KEY, STRIPE_API_URL, STRIPE_WEBHOOK_SECRET, PAYMENTS_API_KEY } = process.env
const payments = createPaymentsServer({
  database: { url: DATABASE_URL },
  stripe: { secretKey: STRIPE_SECRET_KEY, apiUrl: STRIPE_API_URL },
  webhookSecrets: [STRIPE_WEBHOOK_SECRET],
  apiKey: PAYMENTS_API_KEY,
})
await payments.start()

const app = new Hono()
app.mount('/payments', payments.fetch)
app.get('/', (c) => c.json({ shop: 'open' }))

const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 0), hostname: '127.0.0.1' }, ({ port }) => {
  const url = `http://127.0.0.1:${port}`
  const session = createSessionHandler({
    url: `${url}/payments`,
    apiKey: PAYMENTS_API_KEY,
    authorize: (request, { invoice }) =>
      request.headers.get('cookie') === 'user=maya' && invoice === '1001'
        ? { actor: { id: 'maya', name: 'Maya' }, permissions: ['refund'] }
        : null,
  })
  app.post('/payments-session', (c) => session(c.req.raw))
  console.log(url)
})

process.once('SIGTERM', async () => {
  await payments.drain()
  server.close()
  await payments.stop()
})

/** A host in Express 5 with the payments server under /payments, and its own session endpoint. */
import express from 'express'
import { createNodeSessionHandler } from 'jeweltrak-payments/client'
import { createNodeHandler, createPaymentsServer } from 'jeweltrak-payments-server'

const { DATABASE_URL, STRIPE_SECRET_KEY, STRIPE_API_URL, STRIPE_WEBHOOK_SECRET, PAYMENTS_API_KEY } = process.env
const payments = createPaymentsServer({
  database: { url: DATABASE_URL },
  stripe: { secretKey: STRIPE_SECRET_KEY, apiUrl: STRIPE_API_URL },
  webhookSecrets: [STRIPE_WEBHOOK_SECRET],
  apiKey: PAYMENTS_API_KEY,
})
await payments.start()

const app = express()
// Before express.json(): Stripe signs the bytes as they came.
app.use('/payments', createNodeHandler(payments))
app.use(express.json())
app.get('/', (_request, response) => response.json({ shop: 'open' }))

const server = app.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`
  app.post(
    '/payments-session',
    createNodeSessionHandler({
      url: `${url}/payments`,
      apiKey: PAYMENTS_API_KEY,
      authorize: (request, { invoice }) =>
        request.get('cookie') === 'user=maya' && invoice === '1001'
          ? { actor: { id: 'maya', name: 'Maya' }, permissions: ['refund'] }
          : null,
    }),
  )
  console.log(url)
})

process.once('SIGTERM', async () => {
  await payments.drain()
  server.close()
  await payments.stop()
})

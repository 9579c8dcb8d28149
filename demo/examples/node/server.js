/** A host in plain node:http with the payments server under /payments, and its own session endpoint. */
import { createServer } from 'node:http'
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

const below = createNodeHandler(payments, { prefix: '/payments' })
let session
const server = createServer((request, response) => {
  if (request.url.startsWith('/payments/')) return below(request, response)
  if (request.url.startsWith('/payments-session')) return session(request, response)
  response.setHeader('content-type', 'application/json').end('{"shop":"open"}')
})
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`
  session = createNodeSessionHandler({
    url: `${url}/payments`,
    apiKey: PAYMENTS_API_KEY,
    authorize: (request, { invoice }) =>
      request.headers.cookie === 'user=maya' && invoice === '1001'
        ? { actor: { id: 'maya', name: 'Maya' }, permissions: ['refund'] }
        : null,
  })
  console.log(url)
})

process.once('SIGTERM', async () => {
  await payments.drain()
  server.close()
  await payments.stop()
})

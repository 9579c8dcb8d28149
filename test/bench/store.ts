/** A whole server to be measured over HTTP, which checks its own answers as in every test. */
import Stripe from 'stripe'
import * as z from 'zod/mini'
import { startTestServer, type TestServer } from '../support/server.ts'
import { untilIs } from '../support/until.ts'

export interface BenchStore extends AsyncDisposable {
  readonly server: TestServer
  /** The simulated Stripe, by Stripe's own SDK, as the server calls it. */
  readonly stripe: Stripe
  /** A new invoice with one charge of this amount, and with so many cash payments of 1.00. */
  invoice(amount: number, cash?: number): Promise<{ readonly id: string; readonly charge: string; readonly payment: string }>
  /** One call; fails unless it is answered as it should be. */
  call(method: string, path: string, status: number, body?: object): Promise<void>
}

const Made = z.object({ charge: z.string() })

export async function openBenchStore(): Promise<BenchStore> {
  const server = await startTestServer({ pollEvery: 3600 })
  const { hostname, port } = new URL(server.simulator.url)
  const stripe = new Stripe('sk_test_simulated', { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false })
  const api = server.api()
  let count = 0
  return {
    server,
    stripe,
    async invoice(amount, cash = 0) {
      count += 1
      const id = `bench_${count}`
      await api.putInvoice(id, { total: amount + cash * 1_00 })
      const { charge } = Made.parse(await server.simulator.control('POST', '/_sim/charges', { invoice: id, amount }))
      await untilIs(async () => (await api.tab(id)).payments.length, 1)
      const payment = (await api.tab(id)).payments[0]?.id ?? ''
      for (let paid = 0; paid < cash; paid += 1)
        await api.call('POST', `/v1/invoices/${id}/payments`, { body: { method: 'cash', amount: 1_00 } })
      return { id, charge, payment }
    },
    async call(method, path, status, body) {
      const answer = await api.call(method, path, body === undefined ? {} : { body, headers: { 'Idempotency-Key': crypto.randomUUID() } })
      if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
    },
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

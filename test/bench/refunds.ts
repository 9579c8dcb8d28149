/** A refund through the server, beside Stripe's SDK alone on the same simulator. */
import Stripe from 'stripe'
import * as z from 'zod/mini'
import { untilIs } from '../support/until.ts'
import { quantile, type Row } from './figures.ts'
import { atOnce, createCaller } from './load.ts'
import { addInvoices, KEY, query, SECRET, type Part } from './stage.ts'
import { signatureOf, STRIPE_KEY } from '../support/played-stripe.ts'

const Rows = z.object({ payments: z.array(z.object({ id: z.string(), charge: z.nullable(z.string()) })) })

export const refunds: Part = async (stage) => {
  const [one, all] = stage.isSmall ? [10, 32] : [60, 256]
  const database = await stage.database()
  await using ours = await stage.serve(database)
  const { hostname, port } = new URL(stage.stripe.url)
  const sdk = new Stripe(STRIPE_KEY, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false })
  using caller = createCaller(ours.url, 32)
  const auth = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
  await addInvoices(database, 32)
  const charges: string[] = []
  for (let invoice = 1; invoice <= 32; invoice += 1) charges.push(await stage.stripe.pay(`b${invoice}`, 90_000_000))
  for (const event of await stage.stripe.newEvents()) {
    const body = JSON.stringify(event)
    const headers = { 'content-type': 'application/json', 'stripe-signature': signatureOf(body, new Date(), SECRET) }
    await caller.call('POST', '/stripe/webhooks', headers, body)
  }
  await untilIs(() => query(database, `select count(*)::int from payments`), 32)
  const payments: string[] = []
  for (let invoice = 1; invoice <= 32; invoice += 1) {
    const { payments: rows } = Rows.parse(JSON.parse(await caller.call('GET', `/v1/invoices/b${invoice}/payments`, auth)))
    payments.push(rows[0]?.id ?? '')
  }
  let turn = 0
  const refund = async (): Promise<void> => {
    const invoice = turn++ % 32
    const body = JSON.stringify({ payment: payments[invoice], amount: 100, reason: 'duplicate' })
    await caller.call('POST', `/v1/invoices/b${invoice + 1}/refunds`, { ...auth, 'idempotency-key': crypto.randomUUID() }, body)
  }
  const alone = async (): Promise<void> => {
    await sdk.refunds.create({ charge: charges[turn++ % 32] ?? '', amount: 100 }, { idempotencyKey: crypto.randomUUID() })
  }
  const many = (count: number): number[] => Array.from({ length: count }, (_none, index) => index)
  const timed = async (lanes: number, count: number, work: () => Promise<void>) => {
    const began = performance.now()
    const took = await atOnce(lanes, many(count), work)
    return { rate: (count / (performance.now() - began)) * 1000, p50: quantile(took, 0.5), p99: quantile(took, 0.99) }
  }
  await timed(8, 64, refund)
  const rounds = []
  for (let made = 0; made < stage.rounds; made += 1) {
    const before = await ours.usage()
    const single = await timed(1, one, refund)
    const after = await ours.usage()
    rounds.push({
      single,
      sdk: await timed(1, one, alone),
      crowd: await timed(32, all, refund),
      sdkCrowd: await timed(32, all, alone),
      cpu: (after.cpu - before.cpu) / one,
      statements: (after.statements - before.statements) / one,
    })
  }
  const row = (what: string, unit: string, values: number[], beside: number[] | null, goal: string): Row => ({
    what,
    unit,
    ours: values,
    beside: beside === null ? null : { name: 'the SDK alone', values: beside },
    goal,
  })
  return [
    row(
      'A refund, one at a time, median',
      'ms',
      rounds.map(({ single }) => single.p50),
      rounds.map(({ sdk: { p50 } }) => p50),
      '+ 5 ms',
    ),
    row(
      '… p99',
      'ms',
      rounds.map(({ single }) => single.p99),
      rounds.map(({ sdk: { p99 } }) => p99),
      '+ 20 ms',
    ),
    row(
      'Refunds, 32 at a time',
      '/s',
      rounds.map(({ crowd }) => crowd.rate),
      rounds.map(({ sdkCrowd }) => sdkCrowd.rate),
      '0.25 ×, aim 0.5 ×',
    ),
    row(
      'CPU of the process a refund',
      'ms',
      rounds.map(({ cpu }) => cpu),
      null,
      '',
    ),
    row(
      'Statements a refund, its webhooks not sent',
      '',
      rounds.map(({ statements }) => statements),
      null,
      '≤ 16 round trips',
    ),
  ]
}

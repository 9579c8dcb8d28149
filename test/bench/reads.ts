/** Reading a tab and `/metrics` with many payments in the database, beside the same with few. */
import { quantile } from './figures.ts'
import { atOnce, createCaller } from './load.ts'
import { KEY, query, type Part } from './stage.ts'

const FEW = 1_000

/** So many payments, each of a charge on an invoice of its own, `b1` and so on, and half as many refunds. */
const fill = (many: number): string => `
  set session_replication_role = replica;
  insert into invoices (store, id, number, currency, total, status)
    select 'default', 'b' || n, n, 'usd', 100, 'open' from generate_series(1, ${many}) n;
  insert into charges (store, id, assignment, invoice, claimed_invoice, method, requires_reader, currency, authorized, captured, charged_at)
    select 'default', 'ch_' || n, 'assigned', 'b' || n, 'b' || n, 'stripe_link', false, 'usd', 100, 100, now() from generate_series(1, ${many}) n;
  insert into payments (id, store, invoice, kind, method, amount, currency, status, via, charge, refund)
    select 'pay_c' || n, 'default', 'b' || n, 'charge', 'stripe_link', 100, 'usd', 'succeeded', 'stripe', 'ch_' || n, null from generate_series(1, ${many}) n
    union all
    select 'pay_r' || n, 'default', 'b' || n, 'refund', 'stripe_refund', -1, 'usd', 'succeeded', 'widget', 'ch_' || n, 're_' || n from generate_series(1, ${many / 2}) n;
  reset session_replication_role;`

export const reads: Part = async (stage) => {
  const many = stage.isSmall ? 20_000 : 1_000_000
  const times = stage.isSmall ? 50 : 200
  const [small, large] = [await stage.database(), await stage.database()]
  await using few = await stage.serve(small)
  await using all = await stage.serve(large)
  for (const [database, count] of [
    [small, FEW],
    [large, many],
  ] as const) {
    await query(database, fill(count))
    await query(database, 'vacuum analyze')
  }
  using toFew = createCaller(few.url, 1)
  using toAll = createCaller(all.url, 1)
  const headers = { authorization: `Bearer ${KEY}` }
  const read = async ({ call }: typeof toFew, path: () => string, count: number): Promise<number[]> =>
    atOnce(1, Array.from({ length: count }, path), async (wanted) => void (await call('GET', wanted, headers)))
  const tab = (of: number) => (): string => `/v1/invoices/b${1 + Math.floor(Math.random() * of)}/payments`
  await read(toFew, tab(FEW), times)
  await read(toAll, tab(many), times)
  const rounds = []
  for (let made = 0; made < stage.rounds; made += 1)
    rounds.push({
      all: await read(toAll, tab(many), times),
      few: await read(toFew, tab(FEW), times),
      // Counts are kept for a second.
      metricsOfAll: (await pause(1_050), await read(toAll, () => '/metrics', 1)),
      metricsOfFew: await read(toFew, () => '/metrics', 1),
    })
  const name = `${FEW} payments`
  return [
    {
      what: `Reading a tab, ${many} payments in the database, median`,
      unit: 'ms',
      ours: rounds.map(({ all: took }) => quantile(took, 0.5)),
      beside: { name, values: rounds.map(({ few: took }) => quantile(took, 0.5)) },
      goal: '1.2 ×',
    },
    {
      what: '… p99',
      unit: 'ms',
      ours: rounds.map(({ all: took }) => quantile(took, 0.99)),
      beside: { name, values: rounds.map(({ few: took }) => quantile(took, 0.99)) },
      goal: '< 5 ms',
    },
    {
      what: `/metrics, ${many} payments in the database`,
      unit: 'ms',
      ours: rounds.map(({ metricsOfAll }) => quantile(metricsOfAll, 0.5)),
      beside: { name, values: rounds.map(({ metricsOfFew }) => quantile(metricsOfFew, 0.5)) },
      goal: '1.5 ×',
    },
  ]
}

function pause(milliseconds: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  setTimeout(resolve, milliseconds)
  return promise
}

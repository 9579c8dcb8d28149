/** What is worth knowing in ratios: what the server adds to Stripe's own time, and what grows with what there is. */
import { compare, type Comparison, type Side } from './compare.ts'
import type { BenchStore } from './store.ts'

export interface Benchmark {
  /** What the ratio says, and what would be bad. */
  readonly says: string
  run(store: BenchStore, rounds: number): Promise<Comparison>
}

function tabOf(store: BenchStore, invoice: string, name: string): Side {
  return { name, work: () => store.call('GET', `/v1/invoices/${invoice}/payments`, 200) }
}

export const BENCHMARKS: readonly Benchmark[] = [
  {
    says: 'what the books cost on top of Stripe: lock, reserve, attempt, record',
    async run(store, rounds) {
      const { id, payment } = await store.invoice(10_000_00)
      const { charge } = await store.invoice(10_000_00)
      return compare(
        { name: 'a refund', work: () => store.call('POST', `/v1/invoices/${id}/refunds`, 201, { payment, amount: 1_00 }) },
        {
          name: 'the same requested of Stripe',
          work: () => store.stripe.refunds.create({ charge, amount: 1_00 }, { idempotencyKey: crypto.randomUUID() }),
        },
        rounds,
      )
    },
  },
  {
    says: 'what a hundred refunds of one charge cost the next one: it should not be many times more',
    async run(store, rounds) {
      const [busy, fresh] = [await store.invoice(10_000_00), await store.invoice(10_000_00)]
      const refund = ({ id, payment }: typeof busy): Promise<void> =>
        store.call('POST', `/v1/invoices/${id}/refunds`, 201, { payment, amount: 1_00 })
      for (let made = 0; made < 100; made += 1) await refund(busy)
      return compare(
        { name: 'a refund after a hundred', work: () => refund(busy) },
        { name: 'one of a charge with few', work: () => refund(fresh) },
        rounds,
      )
    },
  },
  {
    says: 'what two hundred rows cost to show: far less than two hundred times one',
    async run(store, rounds) {
      const [long, short] = [await store.invoice(100_00, 200), await store.invoice(100_00)]
      return compare(tabOf(store, long.id, 'a tab of 201 rows'), tabOf(store, short.id, 'a tab of one'), rounds)
    },
  },
  {
    says: 'what a write of the books costs on top of HTTP',
    async run(store, rounds) {
      const { id } = await store.invoice(100_00)
      return compare(
        { name: 'cash recorded', work: () => store.call('POST', `/v1/invoices/${id}/payments`, 201, { method: 'cash', amount: 1 }) },
        { name: 'a call that reads nothing', work: () => store.call('GET', '/healthz', 200) },
        rounds,
      )
    },
  },
  {
    says: 'what comparing an invoice costs on top of reading its charge, refunds and disputes from Stripe',
    async run(store, rounds) {
      const { id, charge } = await store.invoice(100_00)
      return compare(
        { name: '“Sync now”', work: () => store.call('POST', `/v1/invoices/${id}/sync`, 200) },
        {
          name: 'reading them alone',
          work: () =>
            Promise.all([
              store.stripe.charges.retrieve(charge),
              store.stripe.refunds.list({ charge }),
              store.stripe.disputes.list({ charge }),
            ]),
        },
        rounds,
      )
    },
  },
]

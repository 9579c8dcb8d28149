/** `reconcile`: compares a store, or all of them, with Stripe, records what is missing and prints what it found. */
import type { StoreId } from '../contract/ids.ts'
import { decimalString } from '../contract/money.ts'
import { FINDINGS, isClean, KINDS, type Report, type Tally } from '../domain/reconciliation-report.ts'
import { reconcileStore } from '../reconciliation/reconcile-store.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { StripeUnavailable } from '../context/errors.ts'
import { listStores } from '../access/list-stores.ts'
import { defineCommand, type Output } from './command.ts'
import { noStore } from './store.ts'
import { explain } from '../process/explain.ts'
import { withCtx } from './with-ctx.ts'

export const reconcile = defineCommand({
  name: 'reconcile',
  summary: 'Compares a store, or all of them, with Stripe, records what is missing and reports. Exit code 1 where something is left.',
  options: { everything: { type: 'boolean', about: 'reads all there is, not only what is new' } },
  positionals: { store: 'optional' },
  run: ({ options: { everything = false }, positionals, env, out }) =>
    withCtx(env, out, async (ctx) => {
      let clean = true
      for (const store of await wantedStores(ctx, positionals.store)) {
        const report = await reconcileOne(ctx, store, everything, out)
        if (report !== null) out.print(describe(store, report))
        clean &&= report !== null && isClean(report)
      }
      return clean ? 0 : 1
    }),
})

/** The report of one store; null, said in words, where Stripe can't be read for it: its account may be closed, which must not keep the other stores from it. */
async function reconcileOne(ctx: GatewayCtx, store: StoreId, everything: boolean, out: Output): Promise<Report | null> {
  const onProgress = (phase: string, pages: number): void => out.complain(`${store}: ${phase}, page ${pages}`)
  try {
    return await reconcileStore(ctx, store, { everything, onProgress })
  } catch (error) {
    if (!(error instanceof StripeUnavailable)) throw error
    out.complain(`${store}: ${explain(error)}`)
    return null
  }
}

async function wantedStores(ctx: GatewayCtx, wanted: StoreId | undefined): Promise<StoreId[]> {
  const stores = (await listStores(ctx)).map(({ id }) => id)
  if (wanted === undefined) return stores
  if (!stores.includes(wanted)) throw noStore(wanted)
  return [wanted]
}

function describe(store: string, report: Report): string {
  const lines = KINDS.map(
    (kind) => `  ${kind.padEnd(9)} ${FINDINGS.map((finding) => `${finding} ${tally(report[kind][finding])}`).join(' · ')}`,
  )
  const verdict = isClean(report) ? 'The books and Stripe are the same.' : 'Not all could be made the same: see `attention list`.'
  const unreadable = report.unreadable === 0 ? [] : [`  can’t be read ${report.unreadable}, named in the log`]
  return [`${store}: ${verdict}`, `  ${'events'.padEnd(9)} imported ${report.events}`, ...lines, ...unreadable].join('\n')
}

function tally({ count, amounts }: Tally): string {
  const money = Object.entries(amounts).map(([currency, amount]) => `${decimalString(amount, currency)} ${currency.toUpperCase()}`)
  return count === 0 ? '0' : `${count} (${money.join(', ')})`
}

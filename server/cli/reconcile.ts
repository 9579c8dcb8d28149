/** `reconcile`: compares a store, or all of them, with Stripe, heals what differs and prints what it found. */
import { parseArgs } from 'node:util'
import { decimalString } from '../contract/money.ts'
import { FINDINGS, isClean, KINDS, type Report, type Tally } from '../domain/reconciliation-report.ts'
import { reconcileStore } from '../reconciliation/reconcile-store.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { StripeUnavailable } from '../context/errors.ts'
import { UsageError, type Command, type Output } from './command.ts'
import { explain } from '../process/explain.ts'
import { withCtx } from './with-ctx.ts'

export const reconcile: Command = {
  usage: 'reconcile [<store>] [--everything]',
  summary:
    'compare a store, or all stores, with Stripe, record what is missing and report; --everything reads all there is, not only what is new',
  run(args, env, out) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { everything: { type: 'boolean', default: false } },
    })
    return withCtx(env, out, async (ctx) => {
      let clean = true
      for (const store of await wantedStores(ctx, positionals)) {
        const report = await reconcileOne(ctx, store, values.everything, out)
        if (report !== null) out.print(describe(store, report))
        clean &&= report !== null && isClean(report)
      }
      return clean ? 0 : 1
    })
  },
}

/** Null, said in words, where Stripe can't be read for this store: its account may be closed, and the others' are not. */
async function reconcileOne(ctx: GatewayCtx, store: string, everything: boolean, out: Output): Promise<Report | null> {
  const onProgress = (phase: string, pages: number): void => out.complain(`${store}: ${phase}, page ${pages}`)
  try {
    return await reconcileStore(ctx, store, { everything, onProgress })
  } catch (error) {
    if (!(error instanceof StripeUnavailable)) throw error
    out.complain(`${store}: ${explain(error)}`)
    return null
  }
}

async function wantedStores({ db }: GatewayCtx, [wanted, ...rest]: string[]): Promise<string[]> {
  if (rest.length > 0) throw new UsageError('Name one store, or none for all of them.')
  const stores = (await db.selectFrom('stores').select('id').orderBy('id').execute()).map((store) => store.id)
  if (wanted === undefined) return stores
  if (!stores.includes(wanted)) throw new UsageError(`There is no store ${wanted}; store list shows those there are.`)
  return [wanted]
}

function describe(store: string, report: Report): string {
  const lines = KINDS.map(
    (kind) => `  ${kind.padEnd(9)} ${FINDINGS.map((finding) => `${finding} ${tally(report[kind][finding])}`).join(' · ')}`,
  )
  const verdict = isClean(report) ? 'The books and Stripe are the same.' : 'Not all could be made the same: see `attention list`.'
  const unreadable = report.unreadable === 0 ? [] : [`  can’t be read ${report.unreadable}, named in the log`]
  return [`${store}: ${verdict}`, `  ${'events'.padEnd(9)} taken in ${report.events}`, ...lines, ...unreadable].join('\n')
}

function tally({ count, amounts }: Tally): string {
  const money = Object.entries(amounts).map(([currency, amount]) => `${decimalString(amount, currency)} ${currency.toUpperCase()}`)
  return count === 0 ? '0' : `${count} (${money.join(', ')})`
}

/** Reconciling a store: what it asks of Stripe and of PostgreSQL, where nothing is held and where all is. */
import { createCtx } from '../../server/setup/create-ctx.ts'
import { createLog } from '../../server/index.ts'
import { reconcileStore } from '../../server/reconciliation/reconcile-store.ts'
import { playStripe, STRIPE_KEY } from '../support/played-stripe.ts'
import { connectCounting } from '../support/counted-statements.ts'
import { addInvoices, type Part } from './stage.ts'

export const reconciliation: Part = async (stage) => {
  const many = stage.isSmall ? 100 : 1_000
  const database = await stage.database()
  await (await stage.serve(database))[Symbol.asyncDispose]()
  await addInvoices(database, many)
  await using stripe = await playStripe({ clock: () => new Date() })
  for (let made = 1; made <= many; made += 1) {
    const charge = await stripe.pay(`b${made}`, 10_000)
    if (made % 2 === 0) await stripe.refund(charge, 100)
  }
  const counting = connectCounting(database)
  try {
    const ctx = await createCtx({
      db: counting.db,
      stripe: { secretKey: STRIPE_KEY, apiUrl: stripe.url },
      webhookSecrets: [],
      embedSecret: 'not used here, and long enough',
      log: createLog('silent'),
      due: () => {},
    })
    const runs = []
    for (let run = 0; run < 2; run += 1) {
      await stripe.newRequests()
      const began = performance.now()
      const { statements } = await counting.count(() => reconcileStore(ctx, 'default', { everything: true, onProgress: () => {} }))
      runs.push({ took: performance.now() - began, statements: statements.length / many, requests: (await stripe.newRequests()).length })
    }
    const [first, next] = runs
    const row = (what: string, unit: string, value: number | undefined, goal: string) => ({
      what,
      unit,
      ours: [value ?? Number.NaN],
      beside: null,
      goal,
    })
    return [
      row(`Requests to Stripe of the first reconciliation of ${many} charges`, '', first?.requests, '≤ 60 of 1,000'),
      row('… statements a charge', '', first?.statements, '≤ 3'),
      row('… time', 'ms', first?.took, ''),
      row('Requests of the next one', '', next?.requests, '≤ 20 of 1,000'),
      row('… statements a charge', '', next?.statements, 'no write'),
    ]
  } finally {
    await counting.close()
  }
}

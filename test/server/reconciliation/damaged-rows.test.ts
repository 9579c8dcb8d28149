/** Rows of the books that were lost or spoilt, though the database refuses it: what heals, and what a person is told of. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { finish } from '../../support/command-line.ts'
import { until } from '../../support/until.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

describe('a damaged row', () => {
  let shop: HttpShop
  before(async () => {
    shop = await openShop({ http: true })
  })
  after(() => shop.stop())

  const command = (...args: string[]) =>
    finish(args, {
      DATABASE_URL: shop.databaseUrl,
      STRIPE_SECRET_KEY: 'sk_test_simulated',
      STRIPE_API_URL: shop.simulator.url,
    })
  const sync = async (invoice: string): Promise<unknown> => (await shop.post(`/v1/invoices/${invoice}/sync`, {})).json

  /** Does to the payments what no call can. */
  const spoil = (damage: (tx: HttpShop['db']) => Promise<unknown>): Promise<void> =>
    shop.db.transaction().execute(async (tx) => {
      await sql`alter table payments disable trigger user`.execute(tx)
      await damage(tx)
      await sql`alter table payments enable trigger user`.execute(tx)
    })
  const loseChargeRow = (charge: string): Promise<void> =>
    spoil((tx) => tx.deleteFrom('payments').where('charge', '=', charge).where('kind', '=', 'charge').execute())

  const heals: Readonly<Record<string, (invoice: string) => Promise<void>>> = {
    'by reconcile, which counts it as recorded': async () => {
      const { code, printed } = await command('reconcile')
      assert.match(printed, /charges +matched \d+ .*· recorded 1 \(500\.00 USD\) · changed 0 · differing 0/)
      assert.equal(code, 0, printed)
    },
    'by syncing its invoice': async (invoice) =>
      assert.partialDeepStrictEqual(await sync(invoice), { matches: true, difference: 0, recorded: 1 }),
  }
  for (const [by, heal] of Object.entries(heals)) {
    test(`of a charge that is gone comes back ${by}, with its refund under it`, async () => {
      const invoice = await shop.newInvoice()
      const { charge } = await shop.paid(500_00, { invoice })
      const refund = await shop.play('/_sim/refunds', { charge, amount: 100_00 })
      await shop.quiet()
      await loseChargeRow(charge)
      assert.equal((await shop.tab(invoice)).invoice.paid, -100_00)
      await heal(invoice)
      const tab = await shop.tab(invoice)
      assert.deepEqual([tab.invoice.paid, tab.attention], [400_00, []])
      const original = tab.payments.find((row) => row.refund === null)
      assert.partialDeepStrictEqual(original, { charge, amount: 500_00, refunded: 100_00, refundable: 400_00, action: 'refund' })
      assert.equal(tab.payments.find((row) => row.refund?.id === refund)?.refund?.original, original?.id)
      const recorded = (await shop.audit(invoice)).filter(({ action }) => action === 'stripe_payment_recorded')
      assert.deepEqual(
        recorded.map(({ data }) => data['restored'] ?? false),
        [false, true],
      )
    })
  }

  test('of a refund comes back by one reconcile also while Stripe limits the rate, charge by charge', async () => {
    const invoice = await shop.newInvoice()
    const { charge } = await shop.paid(500_00, { invoice })
    const refund = await shop.play('/_sim/refunds', { charge, amount: 100_00 })
    await shop.quiet()
    await spoil((tx) => tx.deleteFrom('payments').where('refund', '=', refund).execute())
    await shop.simulator.control('PUT', '/_sim/faults', {
      api: { path: `/v1/charges/${charge}`, failBefore: 1, status: 429, times: 2 },
    })
    const { code, printed } = await command('reconcile')
    await shop.simulator.control('DELETE', '/_sim/faults')
    assert.equal(code, 0, printed)
    assert.match(printed, /refunds .*· recorded 1 \(100\.00 USD\)/)
    assert.equal((await shop.tab(invoice)).invoice.paid, 400_00)
  })

  const spoils: Readonly<Record<string, { readonly spoil: (charge: string, refund: string) => Promise<void>; readonly counted: RegExp }>> =
    {
      'of a charge with another amount': {
        spoil: (charge) =>
          spoil((tx) =>
            tx.updateTable('payments').set({ amount: 490_00 }).where('charge', '=', charge).where('kind', '=', 'charge').execute(),
          ),
        counted: /charges .*· differing 1 \(500\.00 USD\)/,
      },
      'of a refund with another amount': {
        spoil: (_charge, refund) =>
          spoil((tx) => tx.updateTable('payments').set({ amount: -90_00 }).where('refund', '=', refund).execute()),
        counted: /refunds .*· differing 1 \(100\.00 USD\)/,
      },
      'of a refund that Stripe never made': {
        spoil: (_charge, refund) =>
          spoil((tx) =>
            tx
              .updateTable('payments')
              .set({ refund: `${refund}_never` })
              .where('refund', '=', refund)
              .execute(),
          ),
        counted: /refunds .*· unexplained 1 \(100\.00 USD\)/,
      },
    }
  for (const [what, { spoil: damage, counted }] of Object.entries(spoils)) {
    test(`${what} is shown to a person by reconcile: in its report, in the tab, by the list and in the metrics, until it is mended`, async () => {
      const invoice = await shop.newInvoice()
      const { charge } = await shop.paid(500_00, { invoice })
      const refund = await shop.play('/_sim/refunds', { charge, amount: 100_00 })
      await shop.quiet()
      const rows = await shop.db.selectFrom('payments').selectAll().where('charge', '=', charge).execute()
      await damage(charge, refund)
      const { code, printed } = await command('reconcile')
      assert.equal(code, 1, printed)
      assert.match(printed, counted)
      assert.partialDeepStrictEqual((await shop.tab(invoice)).attention, [{ code: 'difference' }])
      assert.match((await command('attention', 'list')).printed, new RegExp(` difference  invoice ${invoice}\n`))
      await until(async () =>
        /jeweltrak_attention_items\{code="difference"\} 1\n/.test((await shop.api(null).call('GET', '/metrics')).text),
      )

      await spoil(async (tx) => {
        await tx.deleteFrom('payments').where('charge', '=', charge).execute()
        await tx.insertInto('payments').values(rows).execute()
      })
      assert.equal((await command('reconcile')).code, 0)
      assert.partialDeepStrictEqual(await shop.tab(invoice), { attention: [], sync: { matches: true, difference: 0 } })
      assert.equal((await command('attention', 'list')).printed, 'Nothing needs a person.\n')
    })
  }
})

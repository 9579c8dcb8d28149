/** What others do appears by itself. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untilIs } from '../support/until.ts'
import { counts, reads } from './support/browser.ts'
import { useDemo } from './support/suite.ts'

const suite = useDemo()

test('A refund is seen by the next person with nobody reloading', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 1_000_00)
  await using page = await suite.open(invoice, { second: 'true' })
  await reads(page.second.fact('Paid'), '$1,000.00')

  await (await page.first.openRefund(paid.id)).refund('250')
  await reads(page.second.rows('stripe_refund').locator('td.amount'), '−$250.00')
  await reads(page.second.fact('Balance Due'), '$250.00')
  page.assertQuiet()
})

test('A refund made in Stripe’s dashboard appears with nobody acting', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 600_00)
  await using page = await suite.open(invoice)
  await reads(page.first.fact('Paid'), '$600.00')

  await demo.stripe.refund({ charge: paid.charge, amount: 200_00 })
  const row = page.first.rows('stripe_refund')
  await reads(row.locator('td.amount'), '−$200.00')
  await row.getByText('In Stripe').waitFor()
  await reads(page.first.fact('Balance Due'), '$600.00')
  await reads(page.first.row(paid.id).locator('td.status'), 'Partly refunded')

  await demo.stripe.refund({ charge: paid.charge })
  await reads(page.first.row(paid.id).locator('td.action'), 'Fully refunded')
  await counts(row, 2)
  page.assertQuiet()
})

test('A dispute brings its banner, and closing it takes the banner away', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 600_00)
  await using page = await suite.open(invoice)
  await counts(page.first.root.locator('[part~=dispute-banner]'), 0)

  const dispute = await demo.stripe.dispute({ charge: paid.charge, reason: 'fraudulent' })
  const banner = page.first.root.locator('[part~=dispute-banner]')
  await banner.getByText('$600.00 disputed').waitFor()
  const link = banner.getByRole('link', { name: 'Submit evidence in Stripe →' })
  assert.match((await link.getAttribute('href')) ?? '', new RegExp(`/disputes/${dispute}$`))
  await reads(page.first.row(paid.id).locator('td.action'), 'No refund while disputed')

  await demo.stripe.closeDispute(dispute, 'won')
  await banner.waitFor({ state: 'detached' })
  await page.first.row(paid.id).getByText('Dispute won').waitFor()
  page.assertQuiet()
})

test('A dispute of a status that nobody here knows keeps its banner, and refunding stays blocked', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 600_00)
  const dispute = await demo.stripe.dispute({ charge: paid.charge })
  await using page = await suite.open(invoice)
  const banner = page.first.root.locator('[part~=dispute-banner]')
  await banner.getByText('$600.00 disputed').waitFor()
  await demo.stripe.closeDispute(dispute, 'won')
  await banner.waitFor({ state: 'detached' })

  await demo.stripe.changeDispute(dispute, { status: 'arbitration_needs_response' })
  await banner.getByText('$600.00 disputed').waitFor()
  await banner.getByRole('link', { name: 'Submit evidence in Stripe →' }).waitFor()
  await reads(page.first.row(paid.id).locator('td.action'), 'No refund while disputed')
  page.assertQuiet()
})

test('When the server goes away the page says that it reconnects, and goes on where it was once it is back', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 600_00)
  await demo.api.refund(invoice, { payment: paid.id, amount: 100_00 })
  await using page = await suite.open(invoice)
  await reads(page.first.rows('stripe_refund').locator('td.amount'), '−$100.00')
  const before = (await demo.api.tab(invoice)).payments

  await demo.stop()
  await page.first.root.locator('[part=connection]').getByText('Reconnecting…').waitFor()
  await reads(page.first.fact('Paid'), '$500.00')

  await demo.start()
  await page.first.root.locator('[part=connection]').waitFor({ state: 'detached' })
  assert.deepEqual((await demo.api.tab(invoice)).payments, before)
  await demo.stripe.refund({ charge: paid.charge, amount: 50_00 })
  await reads(page.first.fact('Paid'), '$450.00')
  await counts(page.first.rows('stripe_refund'), 2)
})

test('A webhook that comes twice, late and out of order is one row', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 600_00)
  await demo.stripe.faults({ webhooks: { duplicate: 1, shuffle: 1, delayMs: 200 } })
  await using page = await suite.open(invoice)
  await demo.stripe.refund({ charge: paid.charge, amount: 10_00 })
  await demo.stripe.refund({ charge: paid.charge, amount: 20_00 })
  await reads(page.first.fact('Paid'), '$570.00')
  await demo.stripe.faults({})
  await untilIs(() => demo.stripe.webhooksUnderWay(), 0)
  await counts(page.first.rows('stripe_refund'), 2)
  await reads(page.first.fact('Paid'), '$570.00')
  page.assertQuiet()
})

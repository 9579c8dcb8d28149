/** The shop that `npm start` opens: an invoice for every state worth seeing, and a page that shows it anywhere. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INVOICES } from '../../demo/shop/invoices.ts'
import type { Tab } from '../../server/contract/tab.ts'
import { openBrowser, openPage, reads } from './support/browser.ts'
import { startTestDemo } from './support/demo.ts'

/** What there is to see on each invoice. */
const STATES: Readonly<Record<string, (tab: Tab) => boolean>> = {
  1001: ({ payments }) => payments.some(({ refunded, refundable }) => refunded === 125_00 && refundable !== null && refundable > 0),
  1002: ({ payments, invoice }) => payments.length === 1 && invoice.balance === 0,
  1003: ({ payments }) => payments.some(({ blockedBy }) => blockedBy === 'fully_refunded'),
  1004: ({ payments }) => new Set(payments.map(({ method }) => method)).size === 5,
  1005: ({ payments }) => payments.some(({ status, refund }) => status === 'pending' && refund?.pendingReason === 'insufficient_funds'),
  1006: ({ payments, invoice }) => payments.some(({ status }) => status === 'failed') && invoice.balance === 0,
  1007: ({ disputes }) => disputes.some(({ open, inquiry }) => open && !inquiry),
  1008: ({ disputes }) => disputes.some(({ open, evidenceDueBy }) => open && Date.parse(evidenceDueBy ?? '') < Date.now()),
  1009: ({ disputes }) => disputes.some(({ inquiry }) => inquiry),
  1010: ({ disputes }) => disputes.some(({ status }) => status === 'won'),
  1011: ({ payments }) => payments.some(({ blockedBy, refunded }) => blockedBy === 'dispute_lost' && refunded === 400_00),
  1012: ({ payments }) => payments.some(({ blockedBy }) => blockedBy === 'requires_reader'),
  1013: ({ invoice }) => invoice.currency === 'jpy',
  1014: ({ invoice }) => invoice.currency === 'kwd',
  1015: ({ payments }) => payments.length === 200,
  1016: ({ payments }) => payments.some(({ status }) => status === 'requires_action'),
  1017: ({ attention, sync }) => attention.some(({ code }) => code === 'currency_mismatch') && sync?.matches === false,
  1018: ({ payments }) => payments.some(({ replaces }) => replaces !== null),
  1019: ({ invoice }) => invoice.status === 'voided',
  1020: ({ payments }) => payments.length === 0,
  1021: ({ payments }) => payments.some(({ status, refund }) => refund !== null && status === 'processing'),
}

test('Every state worth seeing has its invoice, on a page that fits a phone and keeps to its content security policy', async () => {
  await using opened = new AsyncDisposableStack()
  const demo = opened.use(await startTestDemo({ openShop: true }))
  const browser = await openBrowser()
  assert.deepEqual(
    Object.keys(STATES),
    INVOICES.map(({ id }) => id),
  )
  await demo.stop()
  await demo.start()
  for (const [invoice, isThere] of Object.entries(STATES)) assert.ok(isThere(await demo.api.tab(invoice)), `invoice ${invoice}`)

  await using narrow = await openPage(browser, demo, '1001', {}, { viewport: { width: 360, height: 740 } })
  for (const { id, customer } of INVOICES) {
    await narrow.page.getByRole('button', { name: 'Invoices' }).click()
    await narrow.page.locator(`#invoices a[href*="invoice=${id}"]`).click()
    await reads(narrow.page.getByRole('heading', { level: 1 }), customer)
    await narrow.first.root.locator('[part~=facts]').waitFor()
    assert.equal(await narrow.page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0, `invoice ${id} scrolls sideways`)
  }
  narrow.assertQuiet()

  await using wide = await openPage(browser, demo, '1007', { qa: 'true' })
  await wide.page.getByRole('button', { name: 'Shop wins' }).click()
  await wide.first.root.getByText('Dispute won').waitFor()
  await wide.page.getByRole('tab', { name: 'History' }).click()
  await wide.page.getByRole('cell', { name: 'Dispute closed' }).waitFor()
  await wide.page.getByRole('tab', { name: 'Items' }).click()
  await wide.page.getByText('Emerald-cut engagement ring').waitFor()
  wide.assertQuiet()
})

test('A refund that Stripe leaves unanswered stands over a restart, until QA lets it through', async () => {
  await using opened = new AsyncDisposableStack()
  const demo = opened.use(await startTestDemo())
  const browser = await openBrowser()
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 400_00)
  const other = await demo.pay(invoice, 300_00)
  await using before = await openPage(browser, demo, invoice, { qa: 'true' })
  await before.page.getByLabel('Refunds of').selectOption(paid.charge)
  await before.page.getByRole('button', { name: 'Leave unanswered' }).click()
  await before.page.getByRole('button', { name: 'Answer again' }).waitFor()
  await before.page.getByRole('button', { name: 'All well again' }).click()
  assert.equal((await demo.api.refund(invoice, { payment: paid.id, amount: 150_00 })).status, 'processing')
  assert.equal((await demo.api.refund(invoice, { payment: other.id, amount: 100_00 })).status, 'succeeded')

  await demo.stop()
  await demo.start()
  await using after = await openPage(browser, demo, invoice, { qa: 'true' })
  await after.first.root.getByText('Checking with Stripe…').waitFor()
  await reads(after.first.fact('Balance Due'), '$400.00')
  await after.page.getByRole('button', { name: 'Answer again' }).click()
  await after.first.root.getByText('Checking with Stripe…').waitFor({ state: 'detached', timeout: 30_000 })
  await reads(after.first.fact('Balance Due'), '$550.00')
  after.assertQuiet()
})

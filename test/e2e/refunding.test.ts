/** A person refunds on screen. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until, untilIs } from '../support/until.ts'
import { counts, reads } from './support/browser.ts'
import { useDemo } from './support/suite.ts'

const suite = useDemo()

test('The refund dialog names the payment, proposes all that remains, and takes "Requested by customer" for granted', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 400_00, { card: { brand: 'mastercard', last4: '4444' }, createdAt: '2026-11-02T15:30:00Z' })
  await using page = await suite.open(invoice)

  const { root, amount, submit } = await page.first.openRefund(paid.id)
  await root.getByRole('heading', { name: 'Refund payment' }).waitFor()
  await reads(
    root.locator('[part=original]'),
    'Original payment: Stripe payment link · Mastercard •••• 4444 ending in 4444 Nov 2, 2026, 10:30 AM $400.00',
  )
  assert.equal(await amount.inputValue(), '400.00')
  assert.deepEqual(await root.getByLabel('Reason').locator('option').allInnerTexts(), ['Requested by customer', 'Duplicate', 'Fraudulent'])
  assert.equal(await root.getByLabel('Reason').inputValue(), 'requested_by_customer')
  await root.getByText('This returns money only. Items come back through a return, not here.').waitFor()
  await counts(root.locator('[part=refundable]'), 0)
  await reads(submit, 'Refund $400.00')
  page.assertQuiet()
})

test('Partial refunds go on to zero: a red linked row each, the balance rising, and then "Fully refunded"', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 1_000_00)
  await using page = await suite.open(invoice)
  await reads(page.first.fact('Balance Due'), '$0.00')

  await (await page.first.openRefund(paid.id)).refund('300')
  await reads(page.first.rows('stripe_refund').locator('td.amount'), '−$300.00')
  await reads(page.first.fact('Paid'), '$700.00')
  await reads(page.first.fact('Balance Due'), '$300.00')
  assert.match(String(await page.page.evaluate(REFUND_COLOR)), /^rgb\(1[5-9]\d, \d\d, \d\d\)$/, 'red')

  const second = await page.first.openRefund(paid.id)
  await reads(second.root.locator('[part=refundable]'), 'Refundable now: $700.00 — prior refunds recorded on this charge')
  assert.equal(await second.amount.inputValue(), '700.00')
  await second.amount.fill('700.01')
  await second.submit.click()
  await second.root.locator('#amount-error', { hasText: 'At most $700.00 can be refunded.' }).waitFor()
  await second.refund('699.99')
  await (await page.first.openRefund(paid.id)).refund('0.01')

  await reads(page.first.row(paid.id).locator('td.action'), 'Fully refunded')
  await reads(page.first.fact('Balance Due'), '$1,000.00')
  const { payments } = await demo.api.tab(invoice)
  // Made within a second perhaps, which is all that Stripe says: and still in their order.
  const refunded = payments.filter(({ refund }) => refund?.original === paid.id).map(({ amount }) => amount)
  assert.deepEqual(refunded, [-300_00, -699_99, -1])
  page.assertQuiet()
})

test('A refund is made from the keyboard alone, and the focus stays where the work is', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  await demo.pay(invoice, 400_00)
  await using page = await suite.open(invoice)
  const { keyboard } = page.page
  const focused = async (): Promise<string> => String(await page.page.evaluate(FOCUSED))
  const tabTo = async (name: string): Promise<void> => {
    for (let steps = 0; (await focused()) !== name; steps += 1) {
      assert.ok(steps < 60, `Tab never reached ${name}; it is on ${await focused()}`)
      await keyboard.press('Tab')
    }
  }

  await tabTo('refund-button')
  await keyboard.press('Enter')
  await untilIs(() => focused(), 'amount')
  // What is proposed is selected, so that typing replaces it.
  await keyboard.type('120.50')
  await tabTo('submit-button')
  await until(() => page.first.dialog.locator('[part~=submit-button]').isEnabled())
  await keyboard.press('Enter')
  await reads(page.first.rows('stripe_refund').locator('td.amount'), '−$120.50')
  await untilIs(() => focused(), 'refund-button')
  page.assertQuiet()
})

test('Enter held on "Refund" opens the dialog and refunds nothing', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 400_00)
  await using page = await suite.open(invoice)
  const { keyboard } = page.page
  const submit = page.first.dialog.locator('[part~=submit-button]')
  const heldUntil = (there: () => Promise<boolean>): Promise<void> =>
    until(async () => {
      await keyboard.down('Enter')
      return there()
    })

  await page.first
    .row(paid.id)
    .getByRole('button', { name: /^Refund/ })
    .focus()
  await heldUntil(() => page.first.dialog.isVisible())
  await heldUntil(() => submit.isEnabled())
  await submit.focus()
  for (let repeats = 0; repeats < 30; repeats += 1) await keyboard.down('Enter')
  await keyboard.up('Enter')
  await reads(submit, 'Refund $400.00')

  await page.first.dialog.getByLabel('Amount to refund').fill('1')
  await submit.click()
  await reads(page.first.rows('stripe_refund').locator('td.amount'), '−$1.00')
  assert.deepEqual(await refundsOf(paid.charge), [1_00])
  page.assertQuiet()
})

for (const enters of [1, 2])
  test(`A barcode scanned into the amount, with ${enters} × Enter, refunds nothing: the amount is put back, and the dialog says so`, async () => {
    const { demo } = suite
    const invoice = await demo.newInvoice({ total: 4_000_00 })
    const paid = await demo.pay(invoice, 4_000_00)
    await using page = await suite.open(invoice)
    const { root, amount, submit } = await page.first.openRefund(paid.id)
    await until(() => submit.isEnabled())

    // Time stands still on the page while the scanner types, however busy this machine is.
    await page.page.clock.pauseAt(Date.now() + 1_000)
    await page.page.keyboard.type('2207')
    for (let pressed = 0; pressed < enters; pressed += 1) await page.page.keyboard.press('Enter')
    await root.getByRole('alert').getByText('That looked like a barcode scanner, so the amount was put back.').waitFor()
    assert.equal(await amount.inputValue(), '4000.00')
    assert.equal(await page.page.evaluate(FOCUSED), 'amount')
    await reads(submit, 'Refund $4,000.00')

    await page.page.clock.resume()
    await amount.fill('1')
    await submit.click()
    await reads(page.first.rows('stripe_refund').locator('td.amount'), '−$1.00')
    assert.deepEqual(await refundsOf(paid.charge), [1_00])
    page.assertQuiet()
  })

test('A pending refund that fails says so, is struck through, and counts no longer', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 400_00)
  await using page = await suite.open(invoice)
  await demo.stripe.faults({ refunds: { outcome: 'pending' } })
  await (await page.first.openRefund(paid.id)).refund('400')

  const row = page.first.rows('stripe_refund')
  await reads(row.locator('td.status'), 'Pending')
  await reads(page.first.fact('Balance Due'), '$1,000.00')
  await reads(page.first.row(paid.id).locator('td.action'), 'Refund underway')

  await demo.stripe.faults({})
  const refund = (await demo.api.tab(invoice)).payments.find(({ method }) => method === 'stripe_refund')
  assert.ok(refund?.refund?.id)
  await demo.stripe.changeRefund(refund.refund.id, { status: 'failed', failureReason: 'expired_or_canceled_card' })
  await reads(row.locator('td.status'), 'Failed')
  await reads(row.locator('td.amount s'), '−$400.00')
  await row.getByText('The customer’s card has expired or was canceled.').waitFor()
  await reads(page.first.fact('Balance Due'), '$600.00')
  await page.first
    .row(paid.id)
    .getByRole('button', { name: /^Refund/ })
    .waitFor()
  page.assertQuiet()
})

test('After a refund the money can be taken another way: "+ Record Payment" offers the balance', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice({ total: 400_00 })
  const paid = await demo.pay(invoice, 400_00)
  await using page = await suite.open(invoice)
  await (await page.first.openRefund(paid.id)).refund('400')

  await page.first.root.locator('[part~=offer-button]').click()
  const { dialog } = page.first
  assert.equal(await dialog.getByLabel('Amount').inputValue(), '400.00')
  await dialog.getByText('Check', { exact: true }).click()
  await dialog.getByLabel('Note (optional)').fill('Check 1048')
  await dialog.locator('[part~=submit-button]').click()
  await reads(page.first.rows('check').locator('td.amount'), '$400.00')
  await page.first.rows('check').getByText('Check 1048').waitFor()
  await reads(page.first.fact('Balance Due'), '$0.00')

  await page.page.reload()
  await reads(page.first.rows('check').locator('td.amount'), '$400.00')
  await reads(page.first.rows('stripe_refund').locator('td.amount'), '−$400.00')
  await reads(page.first.fact('Paid'), '$400.00')
  page.assertQuiet()
})

test('Nobody refunds more than their session allows', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 400_00)
  await using page = await suite.open(invoice, { maxRefund: '2500' })
  const { root, amount, submit } = await page.first.openRefund(paid.id)
  assert.equal(await amount.inputValue(), '25.00')
  await amount.fill('25.01')
  await submit.click()
  await root.getByText('You can refund at most $25.00 here today.').waitFor()
  assert.deepEqual(
    (await demo.api.tab(invoice)).payments.map(({ id }) => id),
    [paid.id],
  )
})

/** What Stripe gave back of this charge, in minor units. */
async function refundsOf(charge: string): Promise<number[]> {
  const { refunds } = await suite.demo.stripe.state()
  return refunds.filter((refund) => refund.charge === charge).map(({ amount }) => amount)
}

/** The part or id of what has the focus, through shadow roots. */
const FOCUSED = `(() => {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return element?.getAttribute('part') ?? element?.id ?? ''
})()`

const REFUND_COLOR = `getComputedStyle(document.querySelector('[data-pane=first] jeweltrak-payments').shadowRoot.querySelector('tr[data-method=stripe_refund] td.amount > *')).color`

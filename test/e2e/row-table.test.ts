/** What each kind of row offers, on screen and by the server. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator } from 'playwright-core'
import type { Payment } from '../../server/contract/tab.ts'
import { counts, reads } from './support/browser.ts'
import { useDemo } from './support/suite.ts'

const suite = useDemo()

const refusal = async (invoice: string, payment: string, amount = 1_00): Promise<string> => {
  const { status, code } = await suite.demo.api.call('POST', `/v1/invoices/${invoice}/refunds`, {
    body: { payment, amount },
    headers: { 'Idempotency-Key': crypto.randomUUID() },
  })
  return `${status} ${code}`
}

const removal = async (invoice: string, payment: string): Promise<string> => {
  const { status, code } = await suite.demo.api.call('DELETE', `/v1/invoices/${invoice}/payments/${payment}`)
  return `${status} ${code}`
}

/** The buttons that change something; that a refund is traced or a history unfolded changes nothing. */
const actionsOf = (row: Locator): Locator => row.getByRole('button', { name: /^(Refund|Remove),/ })

test('A refundable Stripe charge can be refunded and not removed', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 400_00)
  await using page = await suite.open(invoice)

  const row = page.first.row(paid.id)
  await counts(actionsOf(row), 1)
  await row.getByRole('button', { name: /^Refund, payment of \$400\.00/ }).waitFor()
  assert.equal(await removal(invoice, paid.id), '409 stripe_row_not_removable')

  const { root } = await page.first.openRefund(paid.id)
  await root.getByRole('button', { name: 'Cancel' }).click()
  const made = await demo.api.refund(invoice, { payment: paid.id, amount: 1_00 })
  assert.equal(made.status, 'succeeded')
  page.assertQuiet()
})

test('A fully refunded Stripe charge offers nothing, and says so in a badge', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 400_00)
  await demo.api.refund(invoice, { payment: paid.id, amount: 400_00 })
  await using page = await suite.open(invoice)

  const row = page.first.row(paid.id)
  await reads(row.locator('td.action'), 'Fully refunded')
  await counts(actionsOf(row), 0)
  assert.equal(await refusal(invoice, paid.id), '422 amount_exceeds_refundable')
  assert.equal(await removal(invoice, paid.id), '409 stripe_row_not_removable')
  page.assertQuiet()
})

test('A refund stays: it can be neither refunded nor removed', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 400_00)
  const refund = await demo.api.refund(invoice, { payment: paid.id, amount: 150_00 })
  await using page = await suite.open(invoice)

  const row = page.first.row(refund.id)
  await reads(row.locator('td.amount'), '−$150.00')
  await counts(actionsOf(row), 0)
  assert.equal(await refusal(invoice, refund.id), '422 not_refundable')
  assert.equal(await removal(invoice, refund.id), '409 stripe_row_not_removable')
  page.assertQuiet()
})

for (const [method, name] of [
  ['cash', 'Cash'],
  ['check', 'Check'],
  ['store_credit', 'Store credit'],
  ['gift_card', 'Gift card'],
] as const) {
  test(`${name} is a book entry: it can be removed, after a confirmation, and not refunded`, async () => {
    const { demo } = suite
    const invoice = await demo.newInvoice()
    const recorded = await record(invoice, { method, amount: 75_00 })
    await using page = await suite.open(invoice)

    const row = page.first.row(recorded.id)
    await counts(actionsOf(row), 1)
    assert.equal(await refusal(invoice, recorded.id), '422 not_refundable')

    await row.getByRole('button', { name: new RegExp(`^Remove, ${name}`) }).click()
    await page.first.dialog.getByText('Remove this payment?').waitFor()
    assert.equal((await demo.api.tab(invoice)).payments.length, 1)
    await page.first.dialog.getByRole('button', { name: 'Remove payment' }).click()
    await row.waitFor({ state: 'detached' })
    await reads(page.first.fact('Balance Due'), '$1,000.00')
    assert.equal(await removal(invoice, recorded.id), '204 null')
    page.assertQuiet()
  })
}

test('Who may not refund, record or remove sees no button for it, and the server refuses', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 400_00)
  const recorded = await record(invoice, { method: 'cash', amount: 10_00 })
  await using page = await suite.open(invoice, { as: 'ruth' })

  await counts(actionsOf(page.first.row(paid.id)), 0)
  await counts(actionsOf(page.first.row(recorded.id)), 0)
  await counts(page.first.root.getByRole('button', { name: 'Record Payment' }), 0)

  const session = await demo.api.openSession(invoice, { permissions: [] })
  const asRuth = { Authorization: `Bearer ${session}`, 'Idempotency-Key': crypto.randomUUID() }
  const refund = await demo.api.call('POST', `/v1/invoices/${invoice}/refunds`, {
    body: { payment: paid.id, amount: 1_00 },
    headers: asRuth,
  })
  const remove = await demo.api.call('DELETE', `/v1/invoices/${invoice}/payments/${recorded.id}`, { headers: asRuth })
  assert.deepEqual([refund.code, remove.code], ['forbidden', 'forbidden'])
  page.assertQuiet()
})

async function record(invoice: string, body: object): Promise<Payment> {
  const { status, json } = await suite.demo.api.call('POST', `/v1/invoices/${invoice}/payments`, { body })
  assert.equal(status, 201)
  const { payments } = await suite.demo.api.tab(invoice)
  const row = payments.find(({ id }) => typeof json === 'object' && json !== null && 'id' in json && json.id === id)
  assert.ok(row)
  return row
}

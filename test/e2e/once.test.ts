/** Money goes out once, whatever happens on the way, and never more than came in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untilIs } from '../support/until.ts'
import { counts, reads } from './support/browser.ts'
import { useDemo } from './support/suite.ts'

const suite = useDemo()

test('A refund whose answer is lost after Stripe made it is one refund at Stripe, and one row, which keeps its id', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 500_00)
  await using page = await suite.open(invoice)
  // With its webhooks gone too, only another attempt can find out.
  await demo.stripe.faults({ webhooks: { drop: 1 }, api: { method: 'POST', path: '/v1/refunds', failAfter: 1, status: 504, times: 1 } })

  const { submit, amount } = await page.first.openRefund(paid.id)
  await amount.fill('500')
  await submit.click()
  const row = page.first.rows('stripe_refund')
  await reads(row.locator('td.status'), 'Checking with Stripe…')
  const id = await row.getAttribute('data-payment')
  await demo.stripe.faults({})

  await reads(row.locator('td.status'), 'Refunded')
  assert.equal(await row.getAttribute('data-payment'), id)
  await counts(row, 1)
  await reads(page.first.row(paid.id).locator('td.action'), 'Fully refunded')
  const { refunds } = await demo.stripe.state()
  assert.equal(refunds.filter(({ charge }) => charge === paid.charge).length, 1)
  assert.equal(await recordings(invoice), 1)
  page.assertQuiet()
})

test('The webhook may come before the answer: still one refund and one row', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 500_00)
  await demo.stripe.faults({ api: { method: 'POST', path: '/v1/refunds', answerAfterMs: 400 } })
  const made = await demo.api.refund(invoice, { payment: paid.id, amount: 200_00 })
  await demo.stripe.faults({})
  const { payments, invoice: sums } = await demo.api.tab(invoice)
  assert.deepEqual(
    payments.filter(({ method }) => method === 'stripe_refund').map(({ id, status }) => [id, status]),
    [[made.id, 'succeeded']],
  )
  assert.equal(sums.paid, 300_00)
  assert.equal(await recordings(invoice), 1)
})

test('Of thirty refunds of a tenth of a charge at once ten succeed, and twenty are refused as nothing remains', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 1_000_00)
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      demo.api.call('POST', `/v1/invoices/${invoice}/refunds`, {
        body: { payment: paid.id, amount: 100_00 },
        headers: { 'Idempotency-Key': `tenth-${index}` },
      }),
    ),
  )
  const made = answers.filter(({ status }) => status === 201 || status === 202)
  assert.equal(made.length, 10)
  assert.deepEqual(
    new Set(answers.filter((answer) => !made.includes(answer)).map(({ code }) => code)),
    new Set(['amount_exceeds_refundable']),
  )

  await untilIs(async () => (await demo.api.tab(invoice)).invoice.paid, 0)
  const { refunds, charges } = await demo.stripe.state()
  assert.equal(refunds.filter(({ charge }) => charge === paid.charge).length, 10)
  assert.equal(charges.find(({ id }) => id === paid.charge)?.amount_refunded, 1_000_00)
  assert.equal(await recordings(invoice), 10)
})

test('The same key is the same refund, however often it is sent', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 500_00)
  const send = () =>
    demo.api.call('POST', `/v1/invoices/${invoice}/refunds`, {
      body: { payment: paid.id, amount: 50_00 },
      headers: { 'Idempotency-Key': 'one' },
    })
  const answers = await Promise.all([send(), send(), send()])
  const rows = new Set(answers.map(({ json }) => (typeof json === 'object' && json !== null && 'id' in json ? json.id : null)))
  assert.equal(rows.size, 1)
  assert.equal((await demo.api.tab(invoice)).invoice.paid, 450_00)
})

/** How many refunds the audit log says were recorded. */
async function recordings(invoice: string): Promise<number> {
  const { text } = await suite.demo.api.call('GET', `/v1/invoices/${invoice}/audit?limit=100`)
  return text.split('"stripe_refund_recorded"').length - 1
}

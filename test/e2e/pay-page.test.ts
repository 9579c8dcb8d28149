/** A customer pays on the shop's pay page, and the invoice knows. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reads } from './support/browser.ts'
import { useDemo } from './support/suite.ts'

const suite = useDemo()

test('What is due can be paid by the customer, and the payment records itself', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice({ total: 250_00, customer: { name: 'Lucinda Park' } })
  await using shop = await suite.open(invoice)
  await reads(shop.first.fact('Balance Due'), '$250.00')

  const customer = await shop.page.context().newPage()
  await customer.goto(`${demo.url}/pay?invoice=${invoice}`)
  await customer.getByLabel('Card').selectOption('declined')
  await customer.getByRole('button', { name: 'Pay $250.00' }).click()
  await customer.getByText('The card was declined. Try another one.').waitFor()
  await customer.getByLabel('Card').selectOption('mastercard')
  await customer.getByRole('button', { name: 'Pay $250.00' }).dblclick()
  await customer.getByText('Paid. Thank you.').waitFor()

  const row = shop.first.rows('stripe_link')
  await reads(row.locator('td.amount'), '$250.00')
  await row.getByText('Mastercard').waitFor()
  await reads(shop.first.fact('Balance Due'), '$0.00')
  await customer.reload()
  await customer.getByText('Nothing is due on this invoice.').waitFor()
  assert.equal((await demo.api.tab(invoice)).payments.length, 1)
  shop.assertQuiet()
})

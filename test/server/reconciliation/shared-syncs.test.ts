/** “Sync now” is shared and spaced: however often it is pressed, Stripe is read once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod/mini'
import { SyncResult } from '../../../server/contract/responses.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const Requests = z.object({ requests: z.array(z.unknown()) })

async function callsToStripe(shop: HttpShop, work: () => Promise<unknown>): Promise<number> {
  await shop.simulator.control('DELETE', '/_sim/requests')
  await work()
  return Requests.parse(await shop.simulator.control('GET', '/_sim/requests')).requests.length
}

const sync = (shop: HttpShop, invoice: string, bearer?: string) =>
  shop.post(`/v1/invoices/${invoice}/sync`, {}, bearer === undefined ? {} : { bearer })
const checkedAt = (answer: { json: unknown }): string => SyncResult.parse(answer.json).checkedAt

test('many syncs of an invoice at once share one answer, and so do those shortly after; another invoice has its own', async () => {
  await using shop = await openShop({ http: true, syncSpacing: 3600 })
  const [one, other] = [await shop.newInvoice(), await shop.newInvoice()]
  await shop.paid(50_00, { invoice: one })
  await shop.paid(50_00, { invoice: other })
  const alone = await callsToStripe(shop, () => sync(shop, other))
  let answers: string[] = []
  const together = await callsToStripe(shop, async () => {
    answers = (await Promise.all(Array.from({ length: 20 }, () => sync(shop, one)))).map(checkedAt)
    answers.push(checkedAt(await sync(shop, one)))
  })
  assert.ok(together <= alone, `${together} calls instead of ${alone}`)
  assert.equal(new Set(answers).size, 1)
  const later = await sync(shop, other)
  assert.notEqual(checkedAt(later), answers[0])
})

test('after a while an invoice is compared anew', async () => {
  await using shop = await openShop({ http: true, syncSpacing: 0 })
  const invoice = await shop.newInvoice()
  const first = checkedAt(await sync(shop, invoice))
  assert.notEqual(checkedAt(await sync(shop, invoice)), first)
})

test('a sync that failed is not given again', async () => {
  await using shop = await openShop({ http: true, syncSpacing: 3600 })
  const invoice = await shop.newInvoice()
  await shop.paid(50_00, { invoice })
  await shop.simulator.control('PUT', '/_sim/faults', { api: { failBefore: 1 } })
  assert.equal((await sync(shop, invoice)).code, 'stripe_unavailable')
  await shop.simulator.control('DELETE', '/_sim/faults')
  assert.equal((await sync(shop, invoice)).status, 200)
})

test('a session that allows nothing may not sync, one that allows anything may', async () => {
  await using shop = await openShop({ http: true })
  const invoice = await shop.newInvoice()
  const by = async (permissions: readonly string[]) => sync(shop, invoice, await shop.host.openSession(invoice, { permissions }))
  assert.equal((await by([])).code, 'forbidden')
  assert.equal((await by(['record'])).status, 200)
})

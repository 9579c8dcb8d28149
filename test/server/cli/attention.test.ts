/** `attention acknowledge`: what a person has seen is hidden, until there is more of it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { finish } from '../../support/command-line.ts'
import { untilIs } from '../../support/until.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

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

/** The id by which this one is acknowledged. */
async function idOf(about: string): Promise<string> {
  const { code, printed } = await command('attention', 'list')
  assert.equal(code, 1, printed)
  const entry = printed.slice(printed.indexOf(about))
  return /`attention acknowledge (\d+)`/.exec(entry)?.[1] ?? assert.fail(`${about} can’t be acknowledged:\n${printed}`)
}

async function acknowledge(about: string): Promise<void> {
  const { code, printed } = await command('attention', 'acknowledge', await idOf(about))
  assert.equal(code, 0, printed)
}

const codes = async (invoice: string): Promise<string[]> => (await shop.tab(invoice)).attention.map(({ code }) => code)

async function disputeThatEnds(charge: string, outcome: 'won' | 'lost', more: object = {}): Promise<string> {
  const dispute = await shop.play('/_sim/disputes', { charge, ...more })
  await shop.play(`/_sim/disputes/${dispute}/close`, { outcome })
  await shop.quiet()
  return dispute
}

test('An over-refund that was acknowledged stays so through a reconciliation, and comes back where still more is gone', async () => {
  const invoice = await shop.newInvoice()
  const { charge } = await shop.paid(500_00, { invoice })
  await shop.play('/_sim/refunds', { charge, amount: 400_00 })
  await disputeThatEnds(charge, 'lost', { amount: 300_00 })
  assert.deepEqual(await codes(invoice), ['over_refunded'])

  await acknowledge(charge)
  assert.deepEqual(await codes(invoice), [])
  assert.equal((await command('reconcile', '--everything')).code, 0)
  const nothing = await command('attention', 'list')
  assert.deepEqual([nothing.code, nothing.printed], [0, 'Nothing needs a person.\n'])

  await disputeThatEnds(charge, 'lost', { amount: 50_00 })
  assert.deepEqual(await codes(invoice), ['over_refunded'])
  await acknowledge(charge)
})

test('An over-refund that came right by itself after it was acknowledged is opened anew where it happens again', async () => {
  const invoice = await shop.newInvoice()
  const { charge } = await shop.paid(500_00, { invoice })
  const refund = await shop.play('/_sim/refunds', { charge, amount: 400_00 })
  await disputeThatEnds(charge, 'lost', { amount: 300_00 })
  await acknowledge(charge)
  await shop.play(`/_sim/refunds/${refund}`, { status: 'failed', failureReason: 'declined' })
  await shop.quiet()
  assert.deepEqual(await codes(invoice), [])
  await disputeThatEnds(charge, 'lost', { amount: 250_00 })
  assert.deepEqual(await codes(invoice), ['over_refunded'])
  await acknowledge(charge)
})

test('A dispute in another currency blocks refunds until it is won and a person acknowledged it, and again once it goes on', async () => {
  const invoice = await shop.newInvoice()
  const { charge, payment } = await shop.paid(500_00, { invoice })
  const dispute = await disputeThatEnds(charge, 'won', { amount: 450_00, currency: 'eur' })
  assert.partialDeepStrictEqual(await shop.row(payment, invoice), { refundable: 0, blockedBy: 'disputed' })
  assert.deepEqual(await codes(invoice), ['currency_mismatch'])

  await acknowledge(charge)
  assert.partialDeepStrictEqual(await shop.row(payment, invoice), { refundable: 500_00, action: 'refund' })
  assert.equal((await shop.post(`/v1/invoices/${invoice}/sync`, {})).status, 200)
  assert.deepEqual([await codes(invoice), (await shop.tab(invoice)).sync?.matches], [[], true])
  assert.equal((await shop.refund(payment, 10_00, { invoice })).status, 201)

  await shop.play(`/_sim/disputes/${dispute}`, { status: 'needs_response', evidenceSubmitted: false })
  await shop.quiet()
  assert.partialDeepStrictEqual(await shop.row(payment, invoice), { refundable: 0, blockedBy: 'disputed' })
  assert.deepEqual(await codes(invoice), ['currency_mismatch'])
  await acknowledge(charge)
})

test('A dispute in another currency that was lost leaves nothing to refund, whoever acknowledged it', async () => {
  const invoice = await shop.newInvoice()
  const { charge, payment } = await shop.paid(500_00, { invoice })
  await disputeThatEnds(charge, 'lost', { amount: 450_00, currency: 'eur' })
  await acknowledge(charge)
  assert.deepEqual(await codes(invoice), [])
  assert.equal((await shop.row(payment, invoice)).refundable, 0)
  assert.partialDeepStrictEqual((await shop.refund(payment, 10_00, { invoice })).json, { code: 'charge_disputed' })
})

test('An invoice that a payment in another currency named matches Stripe again once a person acknowledged that', async () => {
  const invoice = await shop.newInvoice()
  await shop.paid(500_00, { invoice })
  const { charge } = await shop.pay(invoice, 100_00, { currency: 'eur' })
  await shop.quiet()
  const matches = async (): Promise<boolean | undefined> => {
    await shop.post(`/v1/invoices/${invoice}/sync`, {})
    return (await shop.tab(invoice)).sync?.matches
  }
  assert.deepEqual([await codes(invoice), await matches()], [['currency_mismatch'], false])

  await acknowledge(charge)
  await shop.play('/_sim/refunds', { charge })
  await shop.quiet()
  assert.deepEqual([await codes(invoice), await matches()], [[], true])
  assert.equal((await shop.tab(invoice)).payments.length, 1)
})

test('A dead event that was acknowledged needs nobody, is left out of a replay of all dead ones, and can still be replayed by itself', async () => {
  const invoice = await shop.newInvoice()
  const { charge } = await shop.paid(500_00, { invoice })
  const [event] = await shop.withheld(() => shop.play('/_sim/refunds', { charge, amount: 10_00 }))
  const { id } = event ?? assert.fail('there is no event')
  await shop.deliver([event ?? assert.fail()])
  await shop.db.updateTable('events').set({ state: 'dead' }).where('id', '=', id).execute()
  await shop.db.insertInto('attention_items').values({ store: 'default', code: 'event_dead', invoice, charge, event: id }).execute()
  assert.deepEqual(await codes(invoice), ['event_dead'])

  await acknowledge(id)
  assert.deepEqual(await codes(invoice), [])
  assert.match((await command('events', 'list')).printed, new RegExp(`${id} .* dead, acknowledged `))
  assert.match((await command('events', 'replay', '--dead')).printed, /No event is dead\./)
  assert.match((await command('events', 'replay', id)).printed, /is applied/)
  await untilIs(async () => (await command('events', 'list')).printed, 'No event waits, and none is dead.\n')
})

test('What is not open can’t be acknowledged, nor what something else resolves', async () => {
  for (const id of ['999999', 'evt_nobody', 'pay_nobody', '99999999999999999999']) {
    const { code, printed } = await command('attention', 'acknowledge', id)
    assert.deepEqual([code, printed], [1, `No item ${id} can be acknowledged: list them again, as one that changes gets another id.\n`])
  }
  assert.match((await command('attention', 'acknowledge')).printed, /<item> is missing\./)
})

/** `concerns settle`: what a person has seen to is no concern any more, until there is more of it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { finish } from '../../support/command-line.ts'
import { until } from '../../support/until.ts'
import { openWholeShop, type WholeShop } from '../../support/whole-shop.ts'

let shop: WholeShop
before(async () => {
  shop = await openWholeShop()
})
after(() => shop.stop())

const command = (...args: string[]) =>
  finish(args, {
    DATABASE_URL: shop.server.databaseUrl,
    STRIPE_SECRET_KEY: 'sk_test_simulated',
    STRIPE_API_URL: shop.server.simulator.url,
  })

/** The id by which `concerns` has this one settled. */
async function idOf(about: string): Promise<string> {
  const { code, printed } = await command('concerns')
  assert.equal(code, 1, printed)
  const entry = printed.slice(printed.indexOf(about))
  return /`concerns settle (\S+)`/.exec(entry)?.[1] ?? assert.fail(`${about} can’t be settled:\n${printed}`)
}

async function settle(about: string): Promise<void> {
  const { code, printed } = await command('concerns', 'settle', await idOf(about))
  assert.equal(code, 0, printed)
}

const codes = async (invoice: string): Promise<string[]> => (await shop.tab(invoice)).attention.map(({ code }) => code)

async function disputeThatEnds(charge: string, outcome: 'won' | 'lost', more: object = {}): Promise<string> {
  const dispute = await shop.play('/_sim/disputes', { charge, ...more })
  await shop.play(`/_sim/disputes/${dispute}/close`, { outcome })
  await shop.quiet()
  return dispute
}

test('An over-refund that was settled stays settled through a reconciliation, and comes back where still more is gone', async () => {
  const invoice = await shop.newInvoice()
  const { charge } = await shop.paid(invoice, 500_00)
  await shop.play('/_sim/refunds', { charge, amount: 400_00 })
  await disputeThatEnds(charge, 'lost', { amount: 300_00 })
  assert.deepEqual(await codes(invoice), ['over_refunded'])

  await settle(charge)
  assert.deepEqual(await codes(invoice), [])
  assert.equal((await command('reconcile', '--everything')).code, 0)
  const nothing = await command('concerns')
  assert.deepEqual([nothing.code, nothing.printed], [0, 'Nothing needs a person.\n'])

  await disputeThatEnds(charge, 'lost', { amount: 50_00 })
  assert.deepEqual(await codes(invoice), ['over_refunded'])
  await settle(charge)
})

test('An over-refund that came right by itself after it was settled is news where it happens again', async () => {
  const invoice = await shop.newInvoice()
  const { charge } = await shop.paid(invoice, 500_00)
  const refund = await shop.play('/_sim/refunds', { charge, amount: 400_00 })
  await disputeThatEnds(charge, 'lost', { amount: 300_00 })
  await settle(charge)
  await shop.play(`/_sim/refunds/${refund}`, { status: 'failed', failureReason: 'declined' })
  await shop.quiet()
  assert.deepEqual(await codes(invoice), [])
  await disputeThatEnds(charge, 'lost', { amount: 250_00 })
  assert.deepEqual(await codes(invoice), ['over_refunded'])
  await settle(charge)
})

test('A dispute in another currency holds back refunds until it is won and a person has seen to it, and again once it goes on', async () => {
  const invoice = await shop.newInvoice()
  const { charge, payment } = await shop.paid(invoice, 500_00)
  const dispute = await disputeThatEnds(charge, 'won', { amount: 450_00, currency: 'eur' })
  assert.partialDeepStrictEqual(await shop.row(invoice, payment), { refundable: 0, blockedBy: 'disputed' })
  assert.deepEqual(await codes(invoice), ['currency_mismatch'])

  await settle(charge)
  assert.partialDeepStrictEqual(await shop.row(invoice, payment), { refundable: 500_00, action: 'refund' })
  assert.equal((await shop.post(`/v1/invoices/${invoice}/sync`, {})).status, 200)
  assert.deepEqual([await codes(invoice), (await shop.tab(invoice)).sync?.matches], [[], true])
  assert.equal((await shop.refund(invoice, payment, 10_00)).status, 201)

  await shop.play(`/_sim/disputes/${dispute}`, { status: 'needs_response', evidenceSubmitted: false })
  await shop.quiet()
  assert.partialDeepStrictEqual(await shop.row(invoice, payment), { refundable: 0, blockedBy: 'disputed' })
  assert.deepEqual(await codes(invoice), ['currency_mismatch'])
  await settle(charge)
})

test('A dispute in another currency that was lost leaves nothing to refund, whoever has seen to it', async () => {
  const invoice = await shop.newInvoice()
  const { charge, payment } = await shop.paid(invoice, 500_00)
  await disputeThatEnds(charge, 'lost', { amount: 450_00, currency: 'eur' })
  await settle(charge)
  assert.deepEqual(await codes(invoice), [])
  assert.equal((await shop.row(invoice, payment)).refundable, 0)
  assert.partialDeepStrictEqual((await shop.refund(invoice, payment, 10_00)).json, { code: 'charge_disputed' })
})

test('An invoice that a payment in another currency named matches Stripe again once a person has seen to that', async () => {
  const invoice = await shop.newInvoice()
  await shop.paid(invoice, 500_00)
  const { charge } = await shop.pay(invoice, 100_00, { currency: 'eur' })
  await shop.quiet()
  const matches = async (): Promise<boolean | undefined> => {
    await shop.post(`/v1/invoices/${invoice}/sync`, {})
    return (await shop.tab(invoice)).sync?.matches
  }
  assert.deepEqual([await codes(invoice), await matches()], [['currency_mismatch'], false])

  await settle(charge)
  await shop.play('/_sim/refunds', { charge })
  await shop.quiet()
  assert.deepEqual([await codes(invoice), await matches()], [[], true])
  assert.equal((await shop.tab(invoice)).payments.length, 1)
})

test('A dead event that was settled is no concern, is left out of a replay of all dead ones, and can still be replayed by itself', async () => {
  const invoice = await shop.newInvoice()
  const { charge } = await shop.paid(invoice, 500_00)
  const [event] = await shop.withheld(() => shop.play('/_sim/refunds', { charge, amount: 10_00 }))
  const { id } = event ?? assert.fail('there is no event')
  await shop.deliver([event ?? assert.fail()])
  await shop.server.db.updateTable('events').set({ state: 'dead' }).where('id', '=', id).execute()
  assert.deepEqual(await codes(invoice), ['event_dead'])

  await settle(id)
  assert.deepEqual(await codes(invoice), [])
  assert.match((await command('events', 'list')).printed, new RegExp(`${id} .* dead, settled `))
  assert.match((await command('events', 'replay', '--dead')).printed, /No event is dead\./)
  assert.match((await command('events', 'replay', id)).printed, /is applied/)
  await until(async () => (await command('events', 'list')).printed === 'No event waits, and none is dead.\n')
})

test('What does not stand can’t be settled, nor what another command settles', async () => {
  for (const id of ['999999', 'evt_nobody', 'pay_nobody', '99999999999999999999']) {
    const { code, printed } = await command('concerns', 'settle', id)
    assert.deepEqual([code, printed], [1, `No item ${id} can be settled: list them again, as one that changes gets another id.\n`])
  }
  assert.match((await command('concerns', 'settle')).printed, /Say concerns, or concerns settle with the id of one of them\./)
})

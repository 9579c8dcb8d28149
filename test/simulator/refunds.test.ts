import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { start, until } from './support.ts'

const types = async (stripe: ReturnType<Awaited<ReturnType<typeof start>>['stripe']>) =>
  (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).toReversed()

describe('A refund', () => {
  it('sends money back in parts, until the charge is refunded', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    const part = await stripe.refunds.create({ charge, amount: 4000, reason: 'duplicate', metadata: { jeweltrak_refund_request: 'rr_1' } })
    assert.deepEqual(
      [part.status, part.amount, part.reason, part.metadata?.['jeweltrak_refund_request']],
      ['succeeded', 4000, 'duplicate', 'rr_1'],
    )
    assert.deepEqual(await stripe.charges.retrieve(charge).then((c) => [c.amount_refunded, c.refunded]), [4000, false])
    await stripe.refunds.create({ charge })
    assert.deepEqual(await stripe.charges.retrieve(charge).then((c) => [c.amount_refunded, c.refunded]), [10_000, true])
    assert.equal((await types(stripe)).filter((type) => type === 'charge.refunded').length, 2)
  })

  it('keeps its metadata, lists it, and refuses more than fifty members, names over 40 characters and values over 500', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    const full = Object.fromEntries(Array.from({ length: 50 }, (_, place) => [`${place}`.padEnd(40, 'k'), 'v'.repeat(500)]))
    await stripe.refunds.create({ charge, amount: 100, metadata: full })
    assert.deepEqual((await stripe.refunds.list({ limit: 1 })).data[0]?.metadata, full)
    for (const metadata of [{ ...full, more: 'v' }, { ['k'.repeat(41)]: 'v' }, { k: 'v'.repeat(501) }])
      await assert.rejects(stripe.refunds.create({ charge, amount: 100, metadata }), { statusCode: 400 })
    assert.equal((await stripe.charges.retrieve(charge)).amount_refunded, 100)
  })

  it('never goes beyond what was captured, however many are requested at once', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    const asked = await Promise.allSettled(Array.from({ length: 30 }, () => stripe.refunds.create({ charge, amount: 1000 })))
    assert.equal(asked.filter(({ status }) => status === 'fulfilled').length, 10)
    assert.equal((await stripe.charges.retrieve(charge)).amount_refunded, 10_000)
  })

  it('that waits counts as refunded, and takes its money only when the balance has it', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    const { id } = await sim.refund({ charge, amount: 3000, outcome: 'pending', pendingReason: 'insufficient_funds' })
    const waiting = await stripe.refunds.retrieve(id)
    assert.deepEqual([waiting.status, waiting.pending_reason, waiting.balance_transaction], ['pending', 'insufficient_funds', null])
    assert.equal((await stripe.charges.retrieve(charge)).amount_refunded, 3000)
    await sim.changeRefund(id, { status: 'succeeded' })
    const done = await stripe.refunds.retrieve(id, { expand: ['balance_transaction'] })
    assert.deepEqual([done.status, done.pending_reason], ['succeeded', undefined])
    assert.ok(typeof done.balance_transaction === 'object' && done.balance_transaction?.amount === -3000)
    assert.deepEqual((await types(stripe)).slice(-2), ['refund.updated', 'charge.refund.updated'])
  })

  for (const status of ['failed', 'canceled'] as const) {
    it(`that is ${status} puts its money back on the charge and the balance`, async () => {
      await using sim = await start()
      const stripe = sim.stripe()
      const { charge } = await sim.charge()
      const { id } = await stripe.refunds.create({ charge })
      await sim.changeRefund(id, { status, failureReason: 'lost_or_stolen_card' })
      const refund = await stripe.refunds.retrieve(id)
      assert.deepEqual([refund.status, refund.failure_reason], [status, 'lost_or_stolen_card'])
      const back = await stripe.balanceTransactions.list({ source: id })
      assert.deepEqual(
        back.data.map(({ amount }) => amount),
        [10_000, -10_000],
      )
      assert.equal(refund.failure_balance_transaction, back.data[0]?.id)
      assert.deepEqual(await stripe.charges.retrieve(charge).then((c) => [c.amount_refunded, c.refunded]), [0, false])
      assert.equal((await types(stripe)).includes('refund.failed'), status === 'failed')
      await stripe.refunds.create({ charge, amount: 10_000 })
    })
  }

  it('never leaves failed or canceled, and never goes back to pending', async () => {
    await using sim = await start()
    const { charge } = await sim.charge()
    const { id } = await sim.refund({ charge, amount: 100 })
    assert.equal((await sim.ask('POST', `/_sim/refunds/${id}`, { status: 'pending' })).status, 400)
    await sim.changeRefund(id, { status: 'failed' })
    assert.equal((await sim.ask('POST', `/_sim/refunds/${id}`, { status: 'succeeded' })).status, 400)
  })

  it('with outcome failed_later looks succeeded first and then fails by itself', async () => {
    await using sim = await start({ refundFailsAfterMs: 1 })
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    await sim.faults({ refunds: { outcome: 'failed_later' } })
    const refund = await stripe.refunds.create({ charge })
    assert.equal(refund.status, 'succeeded')
    await until('the failure', async () => (await stripe.refunds.retrieve(refund.id)).status === 'failed')
    const [event] = (await stripe.events.list({ type: 'refund.failed' })).data
    assert.deepEqual(event?.request, { id: null, idempotency_key: null })
  })

  it('that needs the customer can be canceled by the shop', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    const { id } = await sim.refund({ charge, outcome: 'requires_action' })
    assert.equal((await stripe.refunds.retrieve(id)).next_action?.type, 'display_details')
    assert.equal((await stripe.refunds.cancel(id)).status, 'canceled')
    assert.equal((await stripe.charges.retrieve(charge)).amount_refunded, 0)
  })

  it('gets its reference from the bank later', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    const refund = await stripe.refunds.create({ charge })
    assert.equal(refund.destination_details?.card?.reference_status, 'pending')
    await sim.changeRefund(refund.id, { reference: '74000000000000000000001' })
    const { destination_details: details } = await stripe.refunds.retrieve(refund.id)
    assert.deepEqual(
      [details?.card?.reference, details?.card?.reference_status, details?.card?.reference_type],
      ['74000000000000000000001', 'available', 'acquirer_reference_number'],
    )
  })

  it('keeps the metadata it is given, and loses what is emptied', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    const { id } = await stripe.refunds.create({ charge, metadata: { a: '1', b: '2' } })
    assert.deepEqual((await stripe.refunds.update(id, { metadata: { a: '', c: '3' } })).metadata, { b: '2', c: '3' })
    assert.deepEqual((await stripe.refunds.update(id, { metadata: '' })).metadata, {})
  })

  it('of a bank debit is a pyr_', async () => {
    await using sim = await start()
    const { charge } = await sim.charge({ async: true })
    await sim.ask('POST', `/_sim/charges/${charge}/clear`, { status: 'succeeded' })
    assert.match(charge, /^py_/)
    assert.match((await sim.stripe().refunds.create({ charge })).id, /^pyr_/)
  })

  it('of an Interac payment is made at the reader', async () => {
    await using sim = await start()
    const { charge } = await sim.charge({ method: 'interac', currency: 'cad' })
    assert.equal((await sim.refund({ charge })).status, 'succeeded')
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { refusal, start } from './support.ts'

type Sim = Awaited<ReturnType<typeof start>>

const told = async (sim: Sim) =>
  (await sim.stripe().events.list({ types: ['charge.dispute.*'], limit: 100 })).data
    .map(({ type }) => type.replace('charge.dispute.', ''))
    .toReversed()

const stateOf = async (sim: Sim, id: string) => {
  const dispute = await sim.stripe().disputes.retrieve(id)
  return {
    status: dispute.status,
    refundable: dispute.is_charge_refundable,
    moved: dispute.balance_transactions.map(({ amount, fee }) => [amount, fee]),
  }
}

describe('A dispute', () => {
  it('of a cardholder takes the money and a fee at once and locks the charge', async () => {
    await using sim = await start()
    const { charge, paymentIntent } = await sim.charge()
    const { id } = await sim.dispute({ charge, reason: 'product_not_received' })
    assert.deepEqual(await stateOf(sim, id), { status: 'needs_response', refundable: false, moved: [[-10_000, 1500]] })
    assert.deepEqual(await told(sim), ['created', 'funds_withdrawn'])
    const dispute = await sim.stripe().disputes.retrieve(id, { expand: ['charge'] })
    assert.ok(typeof dispute.charge === 'object' && dispute.charge.disputed)
    assert.deepEqual([dispute.reason, dispute.payment_intent], ['product_not_received', paymentIntent])
  })

  it('that is won gives the money back and frees the charge', async () => {
    await using sim = await start()
    const { charge } = await sim.charge()
    const { id } = await sim.dispute({ charge, amount: 4000 })
    await sim.changeDispute(id, { evidenceSubmitted: true })
    assert.equal((await stateOf(sim, id)).status, 'under_review')
    await sim.changeDispute(`${id}/close`, { outcome: 'won' })
    assert.deepEqual(await stateOf(sim, id), {
      status: 'won',
      refundable: true,
      moved: [
        [-4000, 1500],
        [4000, 0],
      ],
    })
    assert.deepEqual(await told(sim), ['created', 'funds_withdrawn', 'updated', 'closed', 'funds_reinstated'])
    await sim.stripe().refunds.create({ charge })
  })

  it('that is lost leaves only the rest refundable', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    const { id } = await sim.dispute({ charge, amount: 4000 })
    await sim.changeDispute(`${id}/close`, { outcome: 'lost' })
    const over = await refusal(stripe.refunds.create({ charge, amount: 6001 }))
    assert.deepEqual([over.param, over.code], ['amount', undefined])
    await stripe.refunds.create({ charge, amount: 6000 })
    assert.equal((await refusal(stripe.refunds.create({ charge, amount: 1 }))).code, 'charge_disputed')
  })

  it('that only inquires moves no money and blocks nothing, until it escalates', async () => {
    await using sim = await start()
    const { charge } = await sim.charge()
    const { id } = await sim.dispute({ charge, inquiry: true })
    assert.deepEqual(await stateOf(sim, id), { status: 'warning_needs_response', refundable: true, moved: [] })
    await sim.stripe().refunds.create({ charge, amount: 100 })
    await sim.changeDispute(`${id}/escalate`, {})
    assert.deepEqual(await stateOf(sim, id), { status: 'needs_response', refundable: false, moved: [[-10_000, 1500]] })
    assert.equal((await refusal(sim.stripe().refunds.create({ charge, amount: 100 }))).code, 'charge_disputed')
  })

  it('that only inquired closes without money moving', async () => {
    await using sim = await start()
    const { charge } = await sim.charge()
    const { id } = await sim.dispute({ charge, inquiry: true })
    await sim.changeDispute(`${id}/close`, { outcome: 'warning_closed' })
    assert.deepEqual(await stateOf(sim, id), { status: 'warning_closed', refundable: true, moved: [] })
    assert.deepEqual(await told(sim), ['created', 'closed'])
  })

  it('reopens, and the money goes again', async () => {
    await using sim = await start()
    const { charge } = await sim.charge()
    const { id } = await sim.dispute({ charge })
    await sim.changeDispute(`${id}/close`, { outcome: 'won' })
    await sim.changeDispute(id, { status: 'needs_response' })
    assert.deepEqual(await stateOf(sim, id), {
      status: 'needs_response',
      refundable: false,
      moved: [
        [-10_000, 1500],
        [10_000, 0],
        [-10_000, 1500],
      ],
    })
    assert.deepEqual((await told(sim)).slice(-2), ['updated', 'funds_withdrawn'])
  })

  it('that is prevented keeps what was withdrawn unless it came back', async () => {
    await using sim = await start()
    const kept = await sim.charge()
    const back = await sim.charge()
    const one = await sim.dispute({ charge: kept.charge, amount: 4000 })
    const other = await sim.dispute({ charge: back.charge, amount: 4000 })
    await sim.changeDispute(one.id, { status: 'prevented' })
    await sim.changeDispute(other.id, { status: 'prevented', reinstated: true })
    await refusal(sim.stripe().refunds.create({ charge: kept.charge, amount: 6001 }))
    await sim.stripe().refunds.create({ charge: back.charge, amount: 10_000 })
  })

  it('is overdue once its deadline has passed unanswered', async () => {
    await using sim = await start()
    const { charge } = await sim.charge()
    const { id } = await sim.dispute({ charge, dueBy: '2020-01-01T00:00:00Z' })
    const details = async () => (await sim.stripe().disputes.retrieve(id)).evidence_details
    assert.deepEqual(await details().then((d) => [d.past_due, d.has_evidence, d.submission_count]), [true, false, 0])
    await sim.changeDispute(id, { evidenceSubmitted: true })
    assert.deepEqual(await details().then((d) => [d.past_due, d.has_evidence, d.submission_count]), [false, true, 1])
  })

  it('is lost when the shop gives in', async () => {
    await using sim = await start()
    const { charge } = await sim.charge()
    const { id } = await sim.dispute({ charge })
    assert.equal((await sim.stripe().disputes.close(id)).status, 'lost')
    assert.match((await refusal(sim.stripe().disputes.close(id))).message, /already closed/)
  })

  it('can be one of several on a charge, and in another currency', async () => {
    await using sim = await start()
    const { charge } = await sim.charge()
    await sim.dispute({ charge, amount: 1000, inquiry: true })
    const foreign = await sim.dispute({ charge, amount: 900, currency: 'eur' })
    const { data } = await sim.stripe().disputes.list({ charge })
    assert.deepEqual(
      data.map(({ id, currency }) => [id === foreign.id, currency]),
      [
        [true, 'eur'],
        [false, 'usd'],
      ],
    )
  })
})

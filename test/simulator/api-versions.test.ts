import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { receiver, start, until } from './support.ts'

/** What an endpoint of this version was sent, once two refunds were made, the last of which failed. */
async function sentIn(apiVersion: string) {
  await using hook = await receiver()
  await using sim = await start({ webhooks: [{ ...hook.endpoint, apiVersion }] })
  const { charge } = await sim.charge()
  await sim.refund({ charge, amount: 1_000 })
  const { id } = await sim.refund({ charge, amount: 500 })
  await sim.changeRefund(id, { status: 'failed' })
  await until('delivery', async () => (await sim.webhooks()).pending === 0)
  return hook.events
}

const typesOf = (events: Awaited<ReturnType<typeof sentIn>>) => [...new Set(events.map(({ type }) => type))].toSorted()

describe('An endpoint pinned to an older API version', () => {
  it('before 2022-11-15 gets charges with their refunds inside, and no events of the refunds themselves but charge.refund.updated', async () => {
    const events = await sentIn('2022-08-01')
    assert.deepEqual(typesOf(events), [
      'charge.refund.updated',
      'charge.refunded',
      'charge.succeeded',
      'charge.updated',
      'payment_intent.created',
      'payment_intent.succeeded',
    ])
    const refunded = events.find(({ type }) => type === 'charge.refunded')
    assert.ok(refunded?.type === 'charge.refunded')
    assert.equal(refunded.api_version, '2022-08-01')
    assert.ok((refunded.data.object.refunds?.data.length ?? 0) > 0)
  })

  it('before 2024-10-28 gets no refund.* of a charge’s refunds either, and charges without them', async () => {
    const events = await sentIn('2024-06-20')
    assert.equal(
      typesOf(events).some((type) => type.startsWith('refund.')),
      false,
    )
    const refunded = events.find(({ type }) => type === 'charge.refunded')
    assert.ok(refunded?.type === 'charge.refunded' && !('refunds' in refunded.data.object))
  })

  it('from then on gets them', async () => {
    const types = new Set<string>(typesOf(await sentIn('2024-10-28.acacia')))
    assert.ok(['refund.created', 'refund.failed', 'refund.updated'].every((type) => types.has(type)))
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { start } from './support.ts'

type Sim = Awaited<ReturnType<typeof start>>

async function submit(sim: Sim, action: string, fields: Record<string, string>): Promise<string> {
  const response = await fetch(`${sim.url}/dashboard/${action}`, { method: 'POST', body: new URLSearchParams(fields) })
  return response.text()
}

describe('The dashboard', () => {
  it('takes a payment, refunds part of it and lets the bank refuse the refund', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    assert.match(
      await submit(sim, 'charge', { invoice: '55', amount: '1,250.50', currency: 'usd', method: 'stripe_link', via: 'payment_intent' }),
      /invoice 55/,
    )
    const [charge] = (await stripe.charges.list()).data
    assert.equal(charge?.amount, 125_050)
    assert.match(await submit(sim, 'refund', { id: charge.id, amount: '50.50', currency: 'usd', outcome: 'pending' }), /−\$50\.50 USD/)
    const [refund] = (await stripe.refunds.list()).data
    assert.deepEqual([refund?.amount, refund?.status], [5050, 'pending'])
    await submit(sim, 'refund-change', { id: refund?.id ?? '', status: 'failed', failureReason: 'declined' })
    assert.deepEqual(await stripe.refunds.retrieve(refund?.id ?? '').then((r) => [r.status, r.failure_reason]), ['failed', 'declined'])
  })

  it('takes a payment by link, and shows what names its invoice', async () => {
    await using sim = await start()
    const pay = (fields: Record<string, string>) =>
      submit(sim, 'charge', { invoice: '55', amount: '10.00', currency: 'usd', method: 'stripe_link', via: 'payment_link', ...fields })
    assert.match(await pay({}), /invoice 55 /)
    assert.match(await pay({ invoice: '5.6', marks: 'session' }), /invoice 5\.6 /)
    assert.match(await pay({ reference: 'jeweltrak_57' }), /invoice 57 /)
    assert.match(await pay({ reference: 'order-58' }), /reference order-58 /)
    assert.match(await pay({ reference: 'jeweltrak:59' }), /no invoice /)
    const { data } = await sim.stripe().checkout.sessions.list()
    assert.deepEqual(
      data.map((session) => [session.client_reference_id, session.metadata?.['jeweltrak_invoice']]),
      [
        [null, undefined],
        ['order-58', undefined],
        ['jeweltrak_57', undefined],
        [null, '5.6'],
        ['jeweltrak-55', undefined],
      ],
    )
  })

  it('opens, answers and closes a dispute', async () => {
    await using sim = await start()
    const { charge } = await sim.charge()
    await submit(sim, 'dispute', { id: charge, currency: 'usd', reason: 'general', inquiry: 'on' })
    const [dispute] = (await sim.stripe().disputes.list({ charge })).data
    const id = dispute?.id ?? ''
    assert.equal(dispute?.status, 'warning_needs_response')
    for (const [action, fields, status] of [
      ['escalate', {}, 'needs_response'],
      ['evidence', {}, 'under_review'],
      ['close', { outcome: 'lost' }, 'lost'],
    ] as const) {
      await submit(sim, action, { id, ...fields })
      assert.equal((await sim.stripe().disputes.retrieve(id)).status, status)
    }
  })

  it('switches faults on and off, in percent', async () => {
    await using sim = await start()
    assert.match(await submit(sim, 'faults', { drop: '25', failAfter: '100', latencyMs: '', status: '500' }), /Switch all off/)
    assert.deepEqual((await sim.ask('GET', '/_sim/faults')).json, {
      webhooks: { drop: 0.25 },
      api: { failAfter: 1, status: 500 },
      refunds: {},
    })
    await submit(sim, 'clear-faults', {})
    assert.deepEqual((await sim.ask('GET', '/_sim/faults')).json, {})
  })

  it('says in words why something did not happen', async () => {
    await using sim = await start()
    const { charge } = await sim.charge()
    assert.match(
      await submit(sim, 'refund', { id: charge, amount: 'much', currency: 'usd', outcome: 'succeeded' }),
      /“much” is not an amount of USD/,
    )
    assert.match(
      await submit(sim, 'refund', { id: charge, amount: '100.01', currency: 'usd', outcome: 'succeeded' }),
      /greater than unrefunded amount/,
    )
  })

  it('is where links to payments and disputes lead, opened at the one meant', async () => {
    await using sim = await start()
    const { charge, paymentIntent } = await sim.charge()
    const dispute = await sim.dispute({ charge })
    for (const [path, opened] of [
      [`/payments/${charge}`, charge],
      [`/payments/${paymentIntent}`, charge],
      [`/test/payments/${charge}`, charge],
      [`/disputes/${dispute.id}`, dispute.id],
      [`/acct_demo/test/disputes/${dispute.id}`, dispute.id],
    ]) {
      const page = await (await fetch(sim.url + path)).text()
      assert.match(page, new RegExp(`<details class="row" id="${opened}" open>`), path)
    }
    assert.match(await (await fetch(`${sim.url}/payments/ch_none`)).text(), /There is no ch_none here/)
  })

  it('shows what customers write as text, never as markup', async () => {
    await using sim = await start()
    await sim.charge({ invoice: '<img src=x onerror=alert(1)>' })
    const page = await (await fetch(sim.url)).text()
    assert.ok(page.includes('&lt;img') && !page.includes('<img'))
  })
})

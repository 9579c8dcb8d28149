/** A dispute from its first question to its end, as the tab, the row and the audit log show it. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { addStore } from '../../../server/access/add-store.ts'
import { issueKey } from '../../../server/access/issue-key.ts'
import { createApi } from '../../support/api.ts'
import { fourAtOnce, permutations } from '../../support/orders.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const CHARGED = 500_00

describe('a dispute', () => {
  let shop: HttpShop
  let now = new Date('2026-05-01T12:00:00Z')
  before(async () => {
    shop = await openShop({ http: true, clock: () => now, accounts: ['acct_other'] })
  })
  after(() => shop.stop())

  interface Disputed {
    readonly invoice: string
    readonly charge: string
    readonly payment: string
    readonly dispute: string
  }

  /** A charge with a dispute, all of it recorded. */
  const disputed = async (options: object = {}, invoice?: string): Promise<Disputed> => {
    const on = invoice ?? (await shop.newInvoice())
    const paid = await shop.paid(CHARGED, { invoice: on })
    return { invoice: on, ...paid, dispute: await another(paid.charge, options) }
  }
  const another = async (charge: string, options: object = {}): Promise<string> => {
    const dispute = await shop.play('/_sim/disputes', { charge, ...options })
    await shop.quiet()
    return dispute
  }
  const move = async ({ dispute }: Pick<Disputed, 'dispute'>, change: object): Promise<void> => {
    await shop.play(`/_sim/disputes/${dispute}`, change)
    await shop.quiet()
  }
  const close = async ({ dispute }: Pick<Disputed, 'dispute'>, outcome: string): Promise<void> => {
    await shop.play(`/_sim/disputes/${dispute}/close`, { outcome })
    await shop.quiet()
  }
  const shown = ({ invoice, dispute }: Disputed) => shop.dispute(invoice, dispute)
  const row = ({ invoice, payment }: Disputed) => shop.row(payment, invoice)
  const steps = async ({ invoice, dispute }: Disputed): Promise<string[]> =>
    (await shop.audit(invoice))
      .filter(({ data }) => data['dispute'] === dispute)
      .map(({ action, data }) => `${action} ${String(data['from'])} → ${String(data['status'])}`)

  test('goes from inquiry to chargeback to evidence to won, and every step is shown, audited and undone', async () => {
    const it = await disputed({ inquiry: true, reason: 'product_not_received', dueBy: '2026-05-10T00:00:00Z' })
    const { invoice, charge, payment, dispute } = it
    const money = async () => {
      const { paid, balance } = (await shop.tab(invoice)).invoice
      return [paid, balance]
    }
    assert.deepEqual(await shown(it), {
      id: dispute,
      charge,
      payment,
      amount: CHARGED,
      currency: 'usd',
      reason: 'product_not_received',
      status: 'warning_needs_response',
      open: true,
      inquiry: true,
      evidenceDueBy: '2026-05-10T00:00:00.000Z',
      evidenceSubmitted: false,
      evidenceUrl: `${shop.simulator.url}/test/disputes/${dispute}`,
      fee: null,
      withdrawnAt: null,
      openedAt: now.toISOString(),
      closedAt: null,
    })
    assert.partialDeepStrictEqual(await row(it), { action: 'refund', blockedBy: null, refundable: CHARGED })
    const before = await money()

    await move(it, { evidenceSubmitted: true })
    assert.partialDeepStrictEqual(await shown(it), { status: 'warning_under_review', evidenceSubmitted: true, inquiry: true, open: true })

    await shop.play(`/_sim/disputes/${dispute}/escalate`, { dueBy: '2026-05-20T00:00:00Z' })
    await shop.quiet()
    assert.partialDeepStrictEqual(await shown(it), {
      status: 'needs_response',
      inquiry: false,
      open: true,
      fee: { amount: 15_00, currency: 'usd' },
      withdrawnAt: now.toISOString(),
      evidenceSubmitted: false,
      evidenceDueBy: '2026-05-20T00:00:00.000Z',
    })
    assert.partialDeepStrictEqual(await row(it), { action: null, blockedBy: 'disputed', refundable: CHARGED, lost: 0 })
    assert.equal((await shop.refund(payment, 1, { invoice })).code, 'charge_disputed')

    await move(it, { evidenceSubmitted: true })
    assert.partialDeepStrictEqual(await shown(it), { status: 'under_review', evidenceSubmitted: true, open: true, closedAt: null })
    assert.equal((await shop.refund(payment, 1, { invoice })).code, 'charge_disputed')

    now = new Date('2026-05-03T12:00:00Z')
    await close(it, 'won')
    assert.partialDeepStrictEqual(await shown(it), {
      status: 'won',
      open: false,
      inquiry: false,
      fee: { amount: 15_00, currency: 'usd' },
      withdrawnAt: null,
    })
    assert.partialDeepStrictEqual(await row(it), { action: 'refund', blockedBy: null, refundable: CHARGED, lost: 0 })
    const { closedAt } = await shown(it)
    assert.notEqual(closedAt, null)
    now = new Date('2026-05-04T12:00:00Z')
    await move(it, { dueBy: '2026-05-21T00:00:00Z' })
    assert.partialDeepStrictEqual(await shown(it), { evidenceDueBy: '2026-05-21T00:00:00.000Z', closedAt }, 'it was closed when it was')
    assert.deepEqual(await money(), before, 'a dispute changes neither what is paid nor the balance')
    assert.deepEqual(compact(await steps(it)), [
      'dispute_opened null → warning_needs_response',
      'dispute_changed warning_needs_response → warning_under_review',
      'dispute_changed warning_under_review → needs_response',
      'dispute_changed needs_response → under_review',
      'dispute_closed under_review → won',
    ])
    assert.equal((await shop.refund(payment, CHARGED, { invoice })).status, 201)
  })

  test('that is lost after a part was refunded leaves the row lost and never fully refunded', async () => {
    const invoice = await shop.newInvoice()
    const paid = await shop.paid(CHARGED, { invoice })
    assert.equal((await shop.refund(paid.payment, 200_00, { invoice })).status, 201)
    const it = { invoice, ...paid, dispute: await another(paid.charge, { amount: 300_00 }) }
    const { invoice: before } = await shop.tab(invoice)
    await close(it, 'lost')
    assert.partialDeepStrictEqual(await row(it), {
      action: null,
      blockedBy: 'dispute_lost',
      refundable: 0,
      refunded: 200_00,
      lost: 300_00,
    })
    assert.deepEqual((await shop.tab(invoice)).invoice, before)
    const refused = await shop.refund(paid.payment, 1, { invoice })
    assert.equal(refused.code, 'amount_exceeds_refundable')
    assert.partialDeepStrictEqual(refused.json, { refundable: 0 })
    assert.deepEqual((await shop.tab(invoice)).attention, [])
  })

  test('that takes the whole of what was partly refunded is raised to a person, and refundable is served as nothing', async () => {
    const invoice = await shop.newInvoice()
    const paid = await shop.paid(CHARGED, { invoice })
    await shop.refund(paid.payment, 200_00, { invoice })
    const it = { invoice, ...paid, dispute: await another(paid.charge) }
    await close(it, 'lost')
    assert.partialDeepStrictEqual(await row(it), { blockedBy: 'dispute_lost', refundable: 0, lost: CHARGED })
    assert.partialDeepStrictEqual((await shop.tab(invoice)).attention, [{ code: 'over_refunded', charge: paid.charge }])
    await move(it, { status: 'won' })
    assert.deepEqual((await shop.tab(invoice)).attention, [])
    assert.partialDeepStrictEqual(await row(it), { blockedBy: null, refundable: 300_00, lost: 0 })
  })

  test('that is lost for a part leaves the rest to be refunded, to the cent', async () => {
    const it = await disputed({ amount: 120_00 })
    await close(it, 'lost')
    assert.partialDeepStrictEqual(await row(it), { action: 'refund', lost: 120_00, refundable: 380_00 })
    assert.partialDeepStrictEqual((await shop.refund(it.payment, 380_01, { invoice: it.invoice })).json, { refundable: 380_00 })
    assert.equal((await shop.refund(it.payment, 380_00, { invoice: it.invoice })).status, 201)
    assert.equal((await row(it)).blockedBy, 'dispute_lost')
  })

  test('that is overdue stays open, with its deadline, until the bank decides', async () => {
    const it = await disputed({ dueBy: '2026-05-04T00:00:00Z' })
    now = new Date('2026-05-05T12:00:00Z')
    assert.equal((await shop.post(`/v1/invoices/${it.invoice}/sync`, {})).status, 200)
    assert.partialDeepStrictEqual(await shown(it), { open: true, evidenceDueBy: '2026-05-04T00:00:00.000Z', evidenceSubmitted: false })
    assert.equal((await row(it)).blockedBy, 'disputed')
  })

  test('is one of several, each on its own; the charge is blocked while any is open, and what they took adds up', async () => {
    const first = await disputed({ amount: 100_00 })
    const second = { ...first, dispute: await another(first.charge, { amount: 50_00 }) }
    const third = { ...first, dispute: await another(first.charge, { amount: 25_00, inquiry: true }) }
    assert.deepEqual(
      (await shop.tab(first.invoice)).disputes.map(({ id }) => id).toSorted(),
      [first, second, third].map(({ dispute }) => dispute).toSorted(),
    )
    await close(first, 'lost')
    assert.partialDeepStrictEqual(await row(first), { blockedBy: 'disputed', lost: 100_00 })
    assert.equal((await shop.refund(first.payment, 1, { invoice: first.invoice })).code, 'charge_disputed')
    await close(second, 'lost')
    assert.partialDeepStrictEqual(await row(first), { blockedBy: null, action: 'refund', lost: 150_00, refundable: 350_00 })
    await close(third, 'warning_closed')
    assert.partialDeepStrictEqual(await shown(third), { open: false, inquiry: true, status: 'warning_closed', fee: null })
    assert.partialDeepStrictEqual(await row(first), { lost: 150_00, refundable: 350_00 })
    assert.equal((await shop.refund(first.payment, 350_00, { invoice: first.invoice })).status, 201)
  })

  test('that was won may be reopened, blocks again, and may be lost after all', async () => {
    const it = await disputed()
    await close(it, 'won')
    const { closedAt } = await shown(it)
    assert.notEqual(closedAt, null)
    await move(it, { status: 'appeal_needs_response' })
    assert.partialDeepStrictEqual(await shown(it), { open: true, closedAt: null, status: 'appeal_needs_response', inquiry: false })
    assert.equal((await shop.refund(it.payment, 1, { invoice: it.invoice })).code, 'charge_disputed')
    await move(it, { status: 'appeal_under_review', evidenceSubmitted: true })
    now = new Date(now.getTime() + 1000)
    await close(it, 'lost')
    const closedAgain = await shown(it)
    assert.partialDeepStrictEqual(closedAgain, { open: false, status: 'lost' })
    assert.ok(closedAgain.closedAt !== null && closedAgain.closedAt !== closedAt, 'it was closed anew')
    assert.partialDeepStrictEqual(await row(it), { blockedBy: 'dispute_lost', lost: CHARGED, refundable: 0 })
    const entries = await steps(it)
    assert.ok(entries.includes('dispute_closed needs_response → won'))
    assert.ok(entries.includes('dispute_changed won → appeal_needs_response'))
    assert.ok(entries.includes('dispute_closed appeal_under_review → lost'))
  })

  for (const status of ['arbitration_needs_response', 'charge_refunded', 'WON', 'lost_on_appeal']) {
    test(`of a status that is not known here, “${status}”, is open and blocks refunds until the bank decides`, async () => {
      const it = await disputed({ amount: 120_00 })
      await close(it, 'won')
      await move(it, { status })
      assert.partialDeepStrictEqual(await shown(it), { status, open: true, inquiry: false, closedAt: null })
      assert.partialDeepStrictEqual(await row(it), { action: null, blockedBy: 'disputed', lost: 0, refundable: CHARGED })
      assert.equal((await shop.refund(it.payment, 1, { invoice: it.invoice })).code, 'charge_disputed')
      assert.partialDeepStrictEqual((await shop.post(`/v1/invoices/${it.invoice}/sync`, {})).json, { matches: true })
      await close(it, 'lost')
      assert.partialDeepStrictEqual(await shown(it), { status: 'lost', open: false })
      assert.partialDeepStrictEqual(await row(it), { action: 'refund', lost: 120_00, refundable: CHARGED - 120_00 })
      const entries = await steps(it)
      assert.ok(entries.includes(`dispute_changed won → ${status}`), entries.join('\n'))
      assert.ok(entries.includes(`dispute_closed ${status} → lost`), entries.join('\n'))
    })
  }

  test('of an unknown status that starts as an inquiry’s does is one: open, and refunding goes on', async () => {
    const it = await disputed({ inquiry: true })
    await move(it, { status: 'warning_in_mediation' })
    assert.partialDeepStrictEqual(await shown(it), { status: 'warning_in_mediation', open: true, inquiry: true, fee: null })
    assert.partialDeepStrictEqual(await row(it), { action: 'refund', blockedBy: null, refundable: CHARGED })
    assert.equal((await shop.refund(it.payment, CHARGED, { invoice: it.invoice })).status, 201)
  })

  test('that was prevented took the money where it did not come back, and nothing where it did', async () => {
    const kept = await disputed({ amount: 90_00 })
    await move(kept, { status: 'prevented', reinstated: false })
    assert.partialDeepStrictEqual(await shown(kept), { status: 'prevented', open: false })
    assert.partialDeepStrictEqual(await row(kept), { lost: 90_00, refundable: CHARGED - 90_00, action: 'refund' })
    const back = await disputed({ amount: 90_00 })
    await move(back, { status: 'prevented', reinstated: true })
    assert.partialDeepStrictEqual(await row(back), { lost: 0, refundable: CHARGED, action: 'refund' })
    const inquiry = await disputed({ amount: 90_00, inquiry: true })
    await move(inquiry, { status: 'prevented' })
    assert.partialDeepStrictEqual(await row(inquiry), { lost: 0, refundable: CHARGED })
  })

  test('in another currency than its charge is never summed: nothing is refundable, and a person is needed', async () => {
    const it = await disputed({ amount: 400_00, currency: 'eur' })
    assert.partialDeepStrictEqual(await shown(it), { currency: 'eur', amount: 400_00 })
    assert.partialDeepStrictEqual((await shop.tab(it.invoice)).attention, [{ code: 'currency_mismatch', charge: it.charge }])
    for (const outcome of [null, 'lost']) {
      if (outcome !== null) await close(it, outcome)
      assert.partialDeepStrictEqual(await row(it), { action: null, blockedBy: 'disputed', refundable: 0, lost: 0 })
      assert.equal((await shop.refund(it.payment, 1, { invoice: it.invoice })).code, 'charge_disputed')
    }
  })

  test('of a charge still foreign comes along when the charge is imported', async () => {
    const invoice = await shop.newInvoice()
    const { charge } = await shop.pay(invoice, CHARGED, { marks: 'none' })
    const dispute = await another(charge)
    assert.equal((await shop.post(`/v1/invoices/${invoice}/payments`, { method: 'stripe_link', charge })).status, 201)
    const [row] = (await shop.tab(invoice)).payments
    assert.partialDeepStrictEqual(row, { blockedBy: 'disputed' })
    assert.partialDeepStrictEqual(await shop.dispute(invoice, dispute), { payment: row?.id, open: true })
  })

  test('of a connected account links to that account’s dashboard', async () => {
    const services = { db: shop.db, clock: () => now }
    await addStore(services, { id: 'other', name: 'Other', stripeAccount: 'acct_other', livemode: false, allowedOrigins: [] })
    await issueKey(services, 'other', 'key_of_the_other_store')
    const other = createApi(shop.url, 'key_of_the_other_store')
    await other.putInvoice('theirs')
    const { charge } = await shop.pay('theirs', 10_00, { store: 'acct_other' })
    const dispute = await another(charge)
    const [shownThere] = (await other.tab('theirs')).disputes
    assert.equal(shownThere?.evidenceUrl, `${shop.simulator.url}/acct_other/test/disputes/${dispute}`)
  })

  test('ends as Stripe has it in every order of what moved it, each with at least its opening and its end in the audit log', async () => {
    const orders = permutations([0, 1, 2, 3])
    const all = await Promise.all(orders.map(async (order) => ({ order, invoice: await shop.newInvoice() })))
    const charges: string[] = []
    for (const { invoice } of all) charges.push((await shop.pay(invoice, CHARGED)).charge)
    await shop.quiet()
    const events = await shop.withheld(async () => {
      for (const charge of charges) {
        const dispute = await shop.play('/_sim/disputes', { charge })
        await shop.play(`/_sim/disputes/${dispute}`, { evidenceSubmitted: true })
        await shop.play(`/_sim/disputes/${dispute}/close`, { outcome: 'lost' })
      }
    })
    assert.deepEqual(
      events.slice(0, 4).map(({ type }) => type),
      ['charge.dispute.created', 'charge.dispute.funds_withdrawn', 'charge.dispute.updated', 'charge.dispute.closed'],
    )
    const plays = all.map((one, place) => ({ ...one, events: events.slice(place * 4, place * 4 + 4) }))
    await fourAtOnce(plays, ({ order, events }) => shop.deliver(order.flatMap((place) => events[place] ?? [])))
    for (const { order, invoice } of plays) {
      const { disputes } = await shop.tab(invoice)
      assert.partialDeepStrictEqual(
        disputes,
        [{ status: 'lost', open: false, evidenceSubmitted: true, fee: { amount: 15_00, currency: 'usd' } }],
        order.join(', '),
      )
      const entries = (await shop.audit(invoice)).map(({ action }) => action).filter((action) => action.startsWith('dispute_'))
      assert.deepEqual(entries, ['dispute_opened', 'dispute_closed'])
    }
  })
})

/** Without the steps in which only money moved. */
function compact(steps: readonly string[]): string[] {
  return steps.filter((step) => {
    const [, from, to] = /^\S+ (\S+) → (\S+)$/.exec(step) ?? []
    return from !== to
  })
}

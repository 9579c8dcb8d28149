/** The desk of a store: what needs a person over all its invoices, read once, and live. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Desk, type DeskItem } from '../../../server/contract/desk.ts'
import { openEventStream, type EventStream } from '../../support/event-stream.ts'
import { API_KEY } from '../../support/server.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

/** One line of a desk, as a person would say it. */
function said(item: DeskItem): string {
  const on = item.invoice === null ? 'no invoice' : item.invoice.id
  if (item.kind === 'dispute') return `${on} dispute ${item.dispute.status} ${item.dispute.evidenceDueBy?.slice(0, 10)}`
  if (item.kind === 'failed_refund') return `${on} failed refund ${item.amount} ${item.currency} ${item.failureReason}`
  return `${on} ${item.item.code}`
}

describe('the desk of a store', () => {
  let shop: HttpShop
  let session: string
  before(async () => {
    shop = await openShop({ http: true })
    session = await shop.api().openDeskSession()
  })
  after(() => shop.stop())

  const desk = async (bearer = session): Promise<string[]> => {
    const answer = await shop.api(bearer).call('GET', '/v1/desk')
    assert.equal(answer.status, 200, answer.text)
    return Desk.parse(answer.json).items.map(said)
  }
  const newInvoice = async (id: string): Promise<string> => {
    await shop.api().putInvoice(id, { customer: { name: 'Ada Vance' } })
    return id
  }
  const disputed = async (invoice: string, dueBy: string): Promise<string> => {
    const { charge } = await shop.paid(500_00, { invoice: await newInvoice(invoice) })
    const dispute = await shop.play('/_sim/disputes', { charge, dueBy })
    await shop.quiet()
    return dispute
  }

  const next = async (stream: EventStream): Promise<string[]> => Desk.parse(JSON.parse((await stream.next())?.data ?? '')).items.map(said)

  test('is empty where nothing needs a person', async () => {
    assert.deepEqual(await desk(), [])
  })

  test('has disputes to answer by deadline, then failed refunds, then what waits longest; those that wait for the bank last', async () => {
    await disputed('later', '2030-05-10T00:00:00Z')
    const sooner = await disputed('sooner', '2030-05-01T00:00:00Z')
    const { charge } = await shop.paid(300_00, { invoice: await newInvoice('failing') })
    const refund = await shop.play('/_sim/refunds', { charge, amount: 200_00, outcome: 'pending' })
    await shop.play(`/_sim/refunds/${refund}`, { status: 'failed', failureReason: 'declined' })
    await shop.pay('nobody_knows_it', 100_00)
    await shop.quiet()
    const failed = 'failing failed refund 20000 usd declined'
    const unmatched = 'no invoice unmatched'
    assert.deepEqual(await desk(), [
      'sooner dispute needs_response 2030-05-01',
      'later dispute needs_response 2030-05-10',
      failed,
      unmatched,
    ])
    await shop.play(`/_sim/disputes/${sooner}`, { evidenceSubmitted: true })
    await shop.quiet()
    assert.deepEqual((await desk()).at(-1), 'sooner dispute under_review 2030-05-01')
    await shop.play(`/_sim/disputes/${sooner}/close`, { outcome: 'won' })
    await shop.quiet()
    assert.deepEqual(await desk(), ['later dispute needs_response 2030-05-10', failed, unmatched])
  })

  test('tells what is left to pay out of a failed refund, until nothing is', async () => {
    const { payments } = await shop.api().tab('failing')
    const row = payments.find(({ status }) => status === 'failed')?.id
    const payOut = (amount: number) =>
      shop.api().call('POST', '/v1/invoices/failing/payments', { body: { method: 'cash', amount, direction: 'out', replaces: row } })
    assert.equal((await payOut(150_00)).status, 201)
    assert.ok((await desk()).includes('failing failed refund 5000 usd declined'))
    assert.equal((await payOut(50_00)).status, 201)
    assert.deepEqual(
      (await desk()).filter((line) => line.startsWith('failing')),
      [],
    )
  })

  test('is the same for the host, by its key', async () => {
    assert.deepEqual(await desk(API_KEY), await desk())
  })

  test('is sent again when it reads differently, and to nobody who has it already', async () => {
    await using stream = await openEventStream(`${shop.url}/v1/desk/stream`, session)
    const first = await stream.next()
    assert.equal(first?.event, 'desk')
    assert.deepEqual(Desk.parse(JSON.parse(first?.data ?? '')).items.map(said), await desk())
    await using again = await openEventStream(`${shop.url}/v1/desk/stream`, session, { 'Last-Event-ID': first?.id ?? '' })
    assert.equal((await again.next({ comments: true }))?.event, 'comment')
    await shop.api().call('POST', '/v1/invoices/later/payments', { body: { method: 'cash', amount: 1 } })
    await disputed('newest', '2030-04-01T00:00:00Z')
    for (const reader of [stream, again]) assert.equal((await next(reader))[0], 'newest dispute needs_response 2030-04-01')
    const before = (await desk()).length
    await shop.pay('nobody_knows_this_one_either', 1_00)
    assert.equal((await next(stream)).length, before + 1)
  })

  test('is for sessions of the desk alone, which see no invoice', async () => {
    const ofInvoice = await shop.api(await shop.api().openSession('later')).call('GET', '/v1/desk')
    assert.equal(ofInvoice.code, 'forbidden')
    for (const body of [
      { scope: 'store', invoice: 'later', permissions: ['desk'] },
      { scope: 'store', permissions: ['desk', 'refund'] },
      { scope: 'store', permissions: [] },
      { invoice: 'later', permissions: ['desk'] },
    ]) {
      const refused = await shop.api().call('POST', '/v1/embed-sessions', { body: { actor: { id: '1', name: 'Eve' }, ...body } })
      assert.equal(refused.code, 'invalid_request', JSON.stringify(body))
    }
  })
})

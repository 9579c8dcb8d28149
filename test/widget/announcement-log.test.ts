import { expect } from '@open-wc/testing'
import type { Payment, Tab } from '../../server/contract/tab.ts'
import { json, problem } from './support/fake-server.ts'
import { AnnouncementLog } from './support/announcement-log.ts'
import { click, dialogClosed, openDialog, stage, type Stage, type } from './support/stage.ts'
import { ago, book, charge, disputeOf, refundOf, tabOf } from './support/tabs.ts'

const paid = charge({ id: 'paid', amount: 12_000 })
const cash = book('cash', 2_000, { id: 'cash' })
const before = tabOf({ payments: [paid, cash] })
const maya = { name: 'Maya Ortiz', via: 'widget' } as const

/** The tab with one refund of it, in one state of its life. */
function withRefund(status: Payment['status'] = 'succeeded'): Tab {
  const back = refundOf(paid, 1_000, { id: 'back', recordedBy: maya, recordedAt: ago(0), status })
  return tabOf({ payments: [{ ...paid, refundable: 11_000 }, back, cash] })
}

interface Flow {
  readonly shown: Stage
  readonly log: AnnouncementLog
  readonly root: ShadowRoot
  /** Lets the server answer, and this tab be pushed. */
  readonly answer: (tab: Tab | null, response: () => Response) => void
}

/** Opens a dialog, submits it, and hears what is underway; the server holds its answer back. */
async function submitted(button: string, call: string, underway: string, amount: string | null): Promise<Flow> {
  const shown = await stage(before)
  const log = new AnnouncementLog()
  click(shown.element.shadowRoot ?? document, button)
  const root = await openDialog(shown)
  const { promise, resolve } = Promise.withResolvers<Response>()
  shown.server.answer(call, () => promise)
  if (amount !== null) type(root, '#amount', amount)
  click(root, '[part="submit-button"]')
  await log.hears(underway)
  return {
    shown,
    log,
    root,
    answer(tab, response) {
      if (tab !== null) shown.server.push(tab)
      resolve(response())
    },
  }
}

const refunding = (): Promise<Flow> => submitted('[part="refund-button"]', 'POST refunds', 'Refunding…', '10')
const row = (tab: Tab): Response =>
  json(
    tab.payments.find(({ id }) => id === 'back'),
    201,
  )

/** The dialog is gone, and its layer with it. */
async function below({ shown }: Flow): Promise<void> {
  await dialogClosed(shown)
  shown.environment.pass(100)
}

describe('what a screen reader hears, from the accessibility tree', () => {
  it('of a refund: that it is underway, takes longer, what came of it and what is offered', async () => {
    const flow = await refunding()
    const { shown, log, answer } = flow
    shown.environment.pass(4_000)
    await log.hears('This is taking longer than usual')
    answer(withRefund(), () => row(withRefund()))
    await below(flow)
    await log.hears('Maya Ortiz refunded $10.00 just now. Balance Due is now $110.00. Is the customer paying another way? + Record $10.00')
    shown.environment.pass(501)
    shown.server.push(withRefund('failed'))
    await log.hears('! ')
    expect(log.entries).to.deep.equal([
      'Refunding…',
      'This is taking longer than usual. Nothing is done twice.',
      'Maya Ortiz refunded $10.00 just now. Balance Due is now $110.00. Is the customer paying another way? + Record $10.00',
      '! The refund of $10.00 failed. Balance Due is now $100.00.',
    ])
  })

  it('of a refund that was refused', async () => {
    const { log, answer, root } = await refunding()
    answer(null, () => problem('charge_disputed'))
    await log.hears('! This payment is disputed')
    expect(log.entries).to.deep.equal(['Refunding…', '! This payment is disputed and can’t be refunded while the dispute is open.'])
    expect(root.querySelector('dialog')?.open).to.equal(true)
  })

  it('of a refund that was refused after its dialog was closed', async () => {
    const shown = await stage(before)
    const log = new AnnouncementLog()
    click(shown.row('paid'), '[part="refund-button"]')
    const root = await openDialog(shown)
    shown.server.answer('POST refunds', () => row(withRefund('processing')))
    click(root, '[part="submit-button"]')
    shown.server.push(withRefund('processing'))
    await log.hears('Checking with Stripe…')
    click(root, '.actions button')
    await dialogClosed(shown)
    shown.environment.pass(501)
    shown.server.answer('POST refunds', () => problem('stripe_refused', { stripeCode: 'charge_already_refunded' }))
    shown.server.push(before)
    await log.hears('! The refund of $10.00 was not made. The refund failed. Stripe says this payment has already been fully refunded.')
  })

  it('of a dispute while a dialog is open, which makes the page below inert', async () => {
    const shown = await stage(before)
    const log = new AnnouncementLog()
    click(shown.row('paid'), '[part="refund-button"]')
    await openDialog(shown)
    shown.server.push(tabOf({ payments: [{ ...paid, action: null, blockedBy: 'disputed' }, cash], disputes: [disputeOf(paid)] }))
    await log.hears('! A payment of $120.00 was disputed.')
    expect(log.entries.length).to.equal(1)
  })

  it('of a payment that is recorded', async () => {
    const flow = await submitted('[part="record-button"]', 'POST payments', 'Recording…', '15')
    const check = book('check', 1_500, { id: 'check', recordedBy: maya })
    flow.answer(tabOf({ payments: [paid, cash, check] }), () => json(check, 201))
    await below(flow)
    await flow.log.hears('Maya Ortiz recorded Check $15.00 just now.')
  })

  it('of a payment that is removed', async () => {
    const flow = await submitted('[part="remove-button"]', 'DELETE payments/cash', 'Removing…', null)
    flow.answer(tabOf({ payments: [paid] }), () => new Response(null, { status: 204 }))
    await below(flow)
    await flow.log.hears('Cash $20.00 was removed just now.')
  })
})

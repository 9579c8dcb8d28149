import { expect, waitUntil } from '@open-wc/testing'
import type { Payment } from '../../server/contract/tab.ts'
import { json, problem } from './support/fake-server.ts'
import { click, dialogClosed, openDialog, stage, type, words } from './support/stage.ts'
import { charge, refundOf, tabOf } from './support/tabs.ts'

const paid = charge({ id: 'paid', refundable: 7_000, blockedBy: null })

const waiting = (action: 'decide' | 'withdraw'): Payment => ({
  ...refundOf(paid, 5_000, { id: 'asked', status: 'awaiting_approval', recordedBy: { name: 'Noor', via: 'widget' }, note: 'Too small' }),
  approval: { action, expiresAt: '2026-12-08T10:00:00.000Z', declinedBy: null, declineNote: null },
})
const notApproved: Payment = {
  ...waiting('withdraw'),
  status: 'declined',
  approval: { action: 'dismiss', expiresAt: null, declinedBy: { name: 'Maya', via: 'widget' }, declineNote: 'It was worn' },
}

const submit = (root: ShadowRoot): void => click(root, '[part="submit-button"]')

describe('a refund that needs a second person', () => {
  it('says so while it is entered, and asks for approval instead of refunding', async () => {
    const shown = await stage(tabOf({ payments: [paid], permissions: { withoutApproval: 4_000 } }))
    click(shown.row('paid'), '[part="refund-button"]')
    const root = await openDialog(shown)
    type(root, '#amount', '40')
    await waitUntil(() => words(root.querySelector('[part="submit-button"]')) === 'Refund $40.00')
    type(root, '#amount', '50')
    await waitUntil(() => words(root.querySelector('[part="submit-button"]')) === 'Ask for approval of $50.00')
    expect(words(root.querySelector('.needs-approval'))).to.contain('This refund needs a second person.')
    shown.server.answer('POST refunds', () => {
      shown.server.push(tabOf({ payments: [paid, waiting('withdraw')] }))
      return json(waiting('withdraw'), 202)
    })
    submit(root)
    await dialogClosed(shown)
    expect(words(shown.row('asked'))).to.contain('Waiting for approval')
    expect(shown.row('asked').querySelector('[part="offer-button"]') === null).to.equal(true)
  })

  it('is shown to who may approve it at the top, and approved from there once it was looked at', async () => {
    const shown = await stage(tabOf({ payments: [paid, waiting('decide')], permissions: { approve: true } }))
    const card = shown.get('[part="approvals"]')
    expect(words(card)).to.contain('Noor asks for approval to refund $50.00. Too small')
    click(card, '[part="review-button"]')
    const root = await openDialog(shown)
    expect(words(root.querySelector('.changes'))).to.contain('$70.00')
    shown.server.answer('POST refunds/asked/approve', () => problem('charge_disputed'))
    submit(root)
    await waitUntil(() => words(root.querySelector('[role="alert"] .message')).includes('disputed'))
    shown.server.answer('POST refunds/asked/approve', () => {
      shown.server.push(tabOf({ payments: [paid, refundOf(paid, 5_000, { id: 'asked' })] }))
      return json(refundOf(paid, 5_000, { id: 'asked' }), 201)
    })
    submit(root)
    await dialogClosed(shown)
    expect(shown.element.shadowRoot?.querySelector('[part="approvals"]') === null).to.equal(true)
  })

  it('is declined with a note', async () => {
    const shown = await stage(tabOf({ payments: [paid, waiting('decide')], permissions: { approve: true } }))
    click(shown.row('asked'), '[part="approval-button"]')
    const root = await openDialog(shown)
    type(root, '#note', 'It was worn')
    shown.server.answer('POST refunds/asked/decline', () => {
      shown.server.push(tabOf({ payments: [paid] }))
      return json(notApproved)
    })
    click(root, '.other')
    await dialogClosed(shown)
    expect(shown.server.seen('POST refunds/asked/decline')[0]?.body).to.deep.equal({ note: 'It was worn' })
  })

  it('says why it was not approved to who asked for it, who takes it away', async () => {
    const shown = await stage(tabOf({ payments: [paid, notApproved] }))
    expect(words(shown.row('asked'))).to.contain('Not approved')
    expect(words(shown.row('asked'))).to.contain('Declined by Maya. It was worn')
    click(shown.row('asked'), '[part="approval-button"]')
    const root = await openDialog(shown)
    shown.server.answer('POST refunds/asked/withdraw', () => {
      shown.server.push(tabOf({ payments: [paid] }))
      return new Response(null, { status: 204 })
    })
    submit(root)
    await dialogClosed(shown)
    expect(shown.element.shadowRoot?.querySelector('[data-payment="asked"]') === null).to.equal(true)
  })
})

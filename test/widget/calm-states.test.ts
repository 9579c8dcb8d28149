import { expect, waitUntil } from '@open-wc/testing'
import { click, openDialog, stage, type, words } from './support/stage.ts'
import { problem } from './support/fake-server.ts'
import { book, charge, clientSecret, tabOf } from './support/tabs.ts'

const tab = tabOf({ payments: [charge({ id: 'paid', amount: 12_000 }), book('cash', 2_000, { id: 'cash' })] })

describe('without a connection', () => {
  for (const [name, button, call, amount] of [
    ['a refund', '[part="refund-button"]', 'POST refunds', '5.00'],
    ['a payment', '[part="record-button"]', 'POST payments', '5.00'],
    ['a removal', '[part="remove-button"]', 'DELETE payments/cash', null],
  ] as const) {
    it(`${name} is told as never sent, and not as one that may have gone through`, async () => {
      const shown = await stage(tab)
      click(shown.element.shadowRoot ?? document, button)
      const root = await openDialog(shown)
      if (amount !== null) type(root, '#amount', amount)
      shown.environment.online = false
      shown.server.answer(call, () => Response.error())
      click(root, '[part="submit-button"]')
      await waitUntil(() => words(root.querySelector('[role="alert"]')).includes('nothing was sent'))
      expect(words(root.querySelector('.body')))
        .not.to.contain('may have')
        .and.not.to.contain('No answer')
      expect(root.querySelector<HTMLInputElement>('#amount')?.readOnly ?? false).to.equal(false)
    })
  }

  it('says so as soon as the browser does, keeps what is typed, and goes on by itself when it is back', async () => {
    const shown = await stage(tab)
    click(shown.row('paid'), '[part="refund-button"]')
    const root = await openDialog(shown)
    type(root, '#note', 'Half a sentence')
    shown.environment.connects(false)
    await waitUntil(() => words(shown.find('[part="connection"]')) === 'You are offline. What you see may be out of date.')
    expect(shown.find('[part="sync-button"]') === null).to.equal(true)
    shown.environment.connects(true)
    await waitUntil(() => shown.find('[part="connection"]') === null && shown.server.openStreams === 1)
    expect(root.querySelector<HTMLTextAreaElement>('#note')?.value).to.equal('Half a sentence')
  })

  it('is told from a sign-in that has expired, which also loses nothing and goes on by itself', async () => {
    let signedIn = true
    const shown = await stage(tab, {
      prepare: (tag) => {
        tag.fetchClientSecret = () => (signedIn ? Promise.resolve(clientSecret()) : Promise.reject(new Error('who are you?')))
      },
    })
    click(shown.row('paid'), '[part="refund-button"]')
    const root = await openDialog(shown)
    type(root, '#note', 'Half a sentence')
    signedIn = false
    shown.environment.time += 20 * 60_000
    shown.server.endStreams()
    await waitUntil(() => {
      shown.environment.pass(500)
      return shown.find('[data-connection="signed_out"]') !== null
    })
    expect(words(shown.get('[part="connection"]'))).to.contain('Sign in again in another tab')
    signedIn = true
    await waitUntil(() => {
      shown.environment.pass(2_000)
      return shown.find('[part="connection"]') === null
    })
    expect(root.querySelector<HTMLTextAreaElement>('#note')?.value).to.equal('Half a sentence')
  })
})

describe('what nobody here may do', () => {
  it('is said where the buttons would be, with whom to ask', async () => {
    const shown = await stage(tabOf({ permissions: { refund: false, record: false, remove: false, audit: true } }))
    expect(words(shown.get('.facts'))).to.contain('You can look at these payments. A manager can refund and record.')
    expect((await stage(tab)).find('.view-only') === null).to.equal(true)
  })
})

describe('a server that goes wrong', () => {
  for (const [name, button, call, amount] of [
    ['a refund', '[part="refund-button"]', 'POST refunds', '5.00'],
    ['a payment', '[part="record-button"]', 'POST payments', '5.00'],
    ['a removal', '[part="remove-button"]', 'DELETE payments/cash', null],
  ] as const) {
    it(`gives the number to quote of ${name}`, async () => {
      const shown = await stage(tab)
      shown.server.answer(call, () => problem('internal'))
      click(shown.element.shadowRoot ?? document, button)
      const root = await openDialog(shown)
      if (amount !== null) type(root, '#amount', amount)
      click(root, '[part="submit-button"]')
      await waitUntil(() => words(root.querySelector('.quote')) === 'If it goes on, give your administrator this number: req_1')
    })
  }
})

import { expect, waitUntil } from '@open-wc/testing'
import { click, openDialog, stage, type, words } from './support/stage.ts'
import { book, charge, tabOf } from './support/tabs.ts'

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
})

import { expect, waitUntil } from '@open-wc/testing'
import type { Payment } from '../../server/contract/tab.ts'
import { choose, click, dialogClosed, justOpened, stage, words } from './support/stage.ts'
import { ago, charge, DAY, HOUR, refundOf, tabOf } from './support/tabs.ts'

const paid = charge({ id: 'paid', recordedAt: ago(40 * DAY), refundable: 7_000, refunded: 5_000 })
const back = (given: Parameters<typeof refundOf>[2] = {}): Payment =>
  refundOf(paid, 5_000, { id: 'back', recordedAt: ago(2 * HOUR), ...given })
const reference = { type: 'acquirer_reference_number', value: '24692164321000123456789', status: 'available' }

async function opened(refund: Payment): Promise<{ readonly root: ShadowRoot; readonly shown: Awaited<ReturnType<typeof stage>> }> {
  const shown = await stage(tabOf({ payments: [paid, refund] }))
  click(shown.row('back'), '[part="trace-button"]')
  return { root: await justOpened(shown), shown }
}

describe('“Where is it?”', () => {
  it('gives the bank’s reference to copy, and what to tell the customer', async () => {
    const { root, shown } = await opened(back({ refund: { reference } }))
    expect(words(root.querySelector('.reference code'))).to.equal('(ARN) 24692164321000123456789')
    const copied: string[] = []
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: async (text: string) => void copied.push(text) },
    })
    try {
      click(root, '[data-copy="reference"]')
      await waitUntil(() => words(root.querySelector('[data-copy="reference"]')) === 'Copied')
      click(root, '[data-copy="slip"]')
      await waitUntil(() => copied.length === 2)
    } finally {
      Reflect.deleteProperty(navigator, 'clipboard')
    }
    expect(copied[0]).to.equal('24692164321000123456789')
    expect(copied[1]?.split('\n')).to.deep.equal([
      'Refund',
      'Invoice: 1001',
      'Customer: Ada Park',
      'Amount refunded: $50.00',
      'Refunded on: Nov 23, 2026',
      'Refunded to: Visa •••• 4242',
      'Expected: Nov 30, 2026 to Dec 7, 2026',
      'Bank reference: (ARN) 24692164321000123456789',
      '',
      'We sent your refund of $50.00 on Nov 23, 2026 to your Visa •••• 4242.',
      'Banks take 5 to 10 business days, so expect it between Nov 30, 2026 and Dec 7, 2026.',
      'It can show up as a credit, or the payment itself disappears from your statement.',
      'Your bank can find it by this reference: (ARN) 24692164321000123456789.',
    ])
    click(root, '.actions button')
    await dialogClosed(shown)
  })

  for (const [name, refund, bank, arrival, told] of [
    ['is on its way', back(), 'has given no reference yet', 'Usually arrives between Nov 30, 2026 and Dec 7, 2026.', 'expect it between'],
    [
      'is late',
      back({ recordedAt: ago(30 * DAY) }),
      'has given no reference yet',
      'Should have arrived by Nov 6, 2026.',
      'please ask your bank',
    ],
    [
      'has no reference and gets none',
      back({ refund: { reference: { type: null, value: null, status: 'unavailable' } } }),
      'This bank gives no reference.',
      'Usually arrives',
      'expect it between',
    ],
    [
      'waits for the balance',
      back({ status: 'pending', refund: { pendingReason: 'insufficient_funds' } }),
      'has given no reference yet',
      'Top up the Stripe balance',
      'has not been sent on yet',
    ],
  ] as const) {
    it(`says of a refund that ${name} when it arrives, and what the customer is to be told`, async () => {
      const { root } = await opened(refund)
      const text = words(root.querySelector('.body'))
      for (const each of [bank, arrival, told]) expect(text).to.contain(each)
    })
  }

  it('writes the slip in the customer’s language', async () => {
    const { root } = await opened(back({ refund: { reference } }))
    expect([...root.querySelectorAll('#language option')].map((option) => words(option))).to.deep.equal([
      'English',
      'العربية',
      'Deutsch',
      'español',
      'français',
      '日本語',
    ])
    choose(root, '#language', 'de')
    await waitUntil(() => words(root.querySelector('.slip strong')) === 'Erstattung')
    expect(words(root.querySelector('.slip'))).to.contain(
      'Wir haben Ihre Erstattung von 50,00 $ am 23.11.2026 an Ihre Visa •••• 4242 gesendet.',
    )
    choose(root, '#language', 'ar')
    await waitUntil(() => root.querySelector('.slip')?.getAttribute('dir') === 'rtl')
    expect(words(root.querySelector('h2'))).to.contain('Where is this refund?')
  })
})

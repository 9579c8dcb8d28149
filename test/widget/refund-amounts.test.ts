import { expect, waitUntil } from '@open-wc/testing'
import type { JeweltrakPayments } from '../../widget/index.ts'
import { json } from './support/fake-server.ts'
import { choose, click, openDialog, stage, type, words, type Stage } from './support/stage.ts'
import { ago, charge, refundOf, tabOf } from './support/tabs.ts'

const SECOND = 1_000
const paid = charge({ id: 'paid', amount: 48_000, refundable: 36_000, refunded: 12_000 })
const maya = { name: 'Maya Ortiz', via: 'widget' } as const

async function open(
  tab = tabOf({ payments: [paid] }),
  prepare?: (element: JeweltrakPayments) => void,
): Promise<{ shown: Stage; root: ShadowRoot }> {
  const shown = await stage(tab, prepare === undefined ? {} : { prepare })
  click(shown.row('paid'), '[part="refund-button"]')
  return { shown, root: await openDialog(shown) }
}

const amount = (root: ShadowRoot): string | undefined => root.querySelector<HTMLInputElement>('#amount')?.value
const submit = (root: ShadowRoot): void => click(root, '[part="submit-button"]')

describe('a refund that looks like one made minutes ago', () => {
  const made = (milliseconds: number, given = {}) =>
    tabOf({ payments: [paid, refundOf(paid, 12_000, { recordedBy: maya, recordedAt: ago(milliseconds), ...given })] })

  it('is sent only once it was said to be another one', async () => {
    const { shown, root } = await open(made(140 * SECOND))
    expect(root.querySelector('.look-alike') === null).to.equal(true)
    type(root, '#amount', '120')
    await waitUntil(() => words(root.querySelector('.look-alike p')) === 'Maya Ortiz refunded $120.00 here 2 min ago.')
    submit(root)
    await waitUntil(() => words(root.querySelector('#another-error')).startsWith('Tick this if it is another refund.'))
    expect(root.activeElement?.id).to.equal('another')
    expect(shown.server.seen('POST refunds').length).to.equal(0)
    click(root, '#another')
    await waitUntil(() => words(root.querySelector('#another-error')) === '')
    shown.server.answer('POST refunds', () => json(refundOf(paid, 12_000), 201))
    submit(root)
    await waitUntil(() => shown.server.seen('POST refunds').length === 1)
  })

  it('is no such thing after ten minutes, for another amount, or when that one failed', async () => {
    for (const tab of [made(600 * SECOND), made(0, { status: 'failed' })]) {
      const { root } = await open(tab)
      type(root, '#amount', '120')
      await waitUntil(() => words(root.querySelector('[part="submit-button"]')) === 'Refund $120.00')
      expect(root.querySelector('.look-alike') === null).to.equal(true)
    }
    const { root } = await open(made(0))
    type(root, '#amount', '120.01')
    await waitUntil(() => words(root.querySelector('[part="submit-button"]')) === 'Refund $120.01')
    expect(root.querySelector('.look-alike') === null).to.equal(true)
  })
})

describe('quick amounts', () => {
  it('fill in all that remains', async () => {
    const { root } = await open()
    type(root, '#amount', '5')
    expect(words(root.querySelector('.quick'))).to.equal('All $360.00')
    click(root, '[data-quick="all"]')
    await waitUntil(() => amount(root) === '360.00')
  })

  it('keep a restocking fee, rounded to a cent, and say what is kept', async () => {
    const { root } = await open(tabOf({ payments: [charge({ id: 'paid', amount: 9_999 })] }), (tag) =>
      tag.setAttribute('restocking-fee', '12.5'),
    )
    expect(words(root.querySelector('[data-quick="keep"]'))).to.equal('Keep 12.5% ($12.50)')
    click(root, '[data-quick="keep"]')
    await waitUntil(() => amount(root) === '87.49')
  })

  it('keep whole krónur where Stripe takes no others', async () => {
    const krona = charge({ id: 'paid', amount: 999_900, currency: 'isk' })
    const { root } = await open(tabOf({ invoice: { currency: 'isk' }, payments: [krona] }), (tag) => (tag.restockingFee = 12.5))
    click(root, '[data-quick="keep"]')
    await waitUntil(() => amount(root) === '8749')
  })

  for (const fee of ['0', '100', '-5', 'much']) {
    it(`keep nothing for a fee of “${fee}”`, async () => {
      const { root } = await open(tabOf({ payments: [paid] }), (tag) => tag.setAttribute('restocking-fee', fee))
      expect(root.querySelector('[data-quick="keep"]') === null).to.equal(true)
    })
  }

  it('add up the lines of the invoice that are ticked, less the fee', async () => {
    const lines = [
      { label: 'Ring 2214', amount: 20_000 },
      { label: 'Engraving', amount: 4_000 },
      { label: 'Necklace', amount: 50_000 },
    ]
    const { root } = await open(tabOf({ payments: [paid] }), (tag) => {
      tag.lines = lines
      tag.restockingFee = 10
    })
    expect([...root.querySelectorAll('.lines label')].map((line) => words(line))).to.deep.equal([
      'Ring 2214 $200.00',
      'Engraving $40.00',
      'Necklace $500.00',
    ])
    const boxes = [...root.querySelectorAll<HTMLInputElement>('input[name="line"]')]
    boxes[0]?.click()
    boxes[1]?.click()
    await waitUntil(() => amount(root) === '240.00')
    await waitUntil(() => words(root.querySelector('[data-quick="keep"]')) === 'Keep 10% ($24.00)')
    click(root, '[data-quick="keep"]')
    await waitUntil(() => amount(root) === '216.00')
    boxes[2]?.click()
    await waitUntil(() => words(root.querySelector('#amount-error')) === 'At most $360.00 can be refunded.')
  })
})

describe('a person who may refund only so much', () => {
  const limited = (refundLeft: number) => tabOf({ payments: [paid], permissions: { refundLeft } })

  it('sees what is left of it, is prefilled within it, and told whom to ask', async () => {
    const { root } = await open(limited(5_000))
    expect(words(root.querySelector('.limit'))).to.equal(
      'You can refund up to $50.00 more on this invoice today. A manager can refund more.',
    )
    expect([amount(root), words(root.querySelector('.quick'))]).to.deep.equal(['50.00', 'All $50.00'])
    type(root, '#amount', '50.01')
    await waitUntil(
      () => words(root.querySelector('#amount-error')) === 'You can refund at most $50.00 here today. A manager can refund more.',
    )
  })

  it('is limited by the payment where that has less left', async () => {
    const { root } = await open(limited(90_000))
    expect(amount(root)).to.equal('360.00')
    type(root, '#amount', '360.01')
    await waitUntil(() => words(root.querySelector('#amount-error')) === 'At most $360.00 can be refunded.')
  })

  it('is told so in the place of the form when nothing is left of it', async () => {
    const shown = await stage(limited(0))
    click(shown.row('paid'), '[part="refund-button"]')
    await waitUntil(() => shown.find('.dialog')?.shadowRoot?.querySelector('dialog')?.open === true)
    const root = shown.find('.dialog')?.shadowRoot
    expect(words(root?.querySelector('form') ?? null)).to.contain(
      'You have reached what you may refund on this invoice today. A manager can refund more.',
    )
    expect(root?.querySelector('#amount')).to.equal(null)
  })
})

describe('what the refund dialog says of a refund', () => {
  it('names what it costs in Stripe’s own currency, that it is final, who sees the note, and what “Fraudulent” does', async () => {
    const paid = charge({ id: 'paid', fee: { amount: 350, currency: 'eur' } })
    const shown = await stage(tabOf({ payments: [paid] }))
    click(shown.row('paid'), '[part="refund-button"]')
    const root = await openDialog(shown)
    expect(words(root.querySelector('.final'))).to.equal('A refund can’t be undone. Stripe keeps its fee of €3.50 on this payment.')
    expect(words(root.querySelector('#note-hint'))).to.equal('Only your team sees this.')
    expect(words(root.querySelector('#reason-hint'))).to.equal('')
    choose(root, '#reason', 'fraudulent')
    await waitUntil(() => words(root.querySelector('#reason-hint')).startsWith('Stripe will also block this card'))
    const unknown = await stage(tabOf({ payments: [{ ...paid, fee: null }] }))
    click(unknown.row('paid'), '[part="refund-button"]')
    expect(words((await openDialog(unknown)).querySelector('.final'))).to.equal('A refund can’t be undone.')
  })
})

describe('a host that tells customers of their refunds', () => {
  it('has the dialog ask whether to, and hears what was said', async () => {
    const told: unknown[] = []
    for (const tick of [false, true]) {
      const { shown, root } = await open(undefined, (tag) => tag.setAttribute('customer-notices', ''))
      expect(words(root.querySelector('label.check:has(#tell-customer)'))).to.equal('Tell the customer about this refund')
      if (tick) click(root, '#tell-customer')
      shown.server.answer('POST refunds', () => json(refundOf(paid, 36_000), 201))
      submit(root)
      await waitUntil(() => shown.server.seen('POST refunds').length === 1)
      told.push(shown.server.seen('POST refunds')[0]?.body)
    }
    const body = { payment: 'paid', amount: 36_000, reason: 'requested_by_customer' }
    expect(told).to.deep.equal([
      { ...body, notifyCustomer: true },
      { ...body, notifyCustomer: false },
    ])
  })

  it('is not asked for where the page does not say so', async () => {
    const { root } = await open()
    expect(root.querySelector('#tell-customer') === null).to.equal(true)
  })
})

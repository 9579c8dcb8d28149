import { expect, waitUntil } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'
import { problem } from './support/fake-server.ts'
import { AnnouncementLog } from './support/announcement-log.ts'
import { click, dialogClosed, openDialog, stage, words, type Stage } from './support/stage.ts'
import { states } from './support/states.ts'
import { book, charge, tabOf } from './support/tabs.ts'

const paid = charge({ id: 'paid', amount: 12_000 })
const cash = book('cash', 2_000, { id: 'cash' })
const short = tabOf({ payments: [paid, cash] })
const long = tabOf({ payments: Array.from({ length: 30 }, (_, index) => book('cash', 1_00, { id: `cash-${index}` })) })

const focused = ({ element }: Stage): Element | null => element.shadowRoot?.activeElement ?? null
/** Where the focus is: the payment of a row, else the classes of what has it. */
const place = (shown: Stage): string => {
  const at = focused(shown)
  return at?.closest<HTMLElement>('[data-payment]')?.dataset['payment'] ?? at?.className ?? 'the page'
}

describe('the focus', () => {
  it('stays in the tab through “Try again”, the loading after it and the tab after that', async () => {
    const shown = await stage(short, { shown: false, prepare: (_, server) => server.answer('GET payments', () => problem('internal')) })
    await waitUntil(() => shown.find('[part="retry-button"]') !== null)
    shown.get('[part="retry-button"]').focus()
    shown.server.hang('GET payments')
    await sendKeys({ press: 'Enter' })
    await waitUntil(() => shown.find('.skeleton') !== null)
    await shown.element.updateComplete
    expect(place(shown)).to.equal('content')
    shown.server.answer('GET payments', null)
    shown.element.reload()
    await waitUntil(() => shown.find('.facts') !== null)
    expect(place(shown)).to.equal('content')
  })

  it('stays in the tab when what is shown can’t be shown any longer', async () => {
    const shown = await stage(short)
    shown.row('paid').querySelector('button')?.focus()
    shown.server.answer('GET payments', () => problem('forbidden'))
    shown.server.answer('GET stream', () => problem('forbidden'))
    shown.server.endStreams()
    await waitUntil(() => shown.environment.isWaitedFor(0) || shown.find('.load-error') !== null || (shown.environment.pass(8_000), false))
    await waitUntil(() => shown.find('.load-error') !== null)
    expect(place(shown)).to.equal('card')
  })

  for (const [name, button, at] of [
    ['a refund', '[part="refund-button"]', 'paid'],
    ['a removal', '[part="remove-button"]', 'cash'],
  ] as const) {
    it(`goes back to where it was when the dialog of ${name} is closed, also after the tag was moved`, async () => {
      const shown = await stage(short)
      shown.get(button).focus()
      click(shown.get('table'), button)
      let root = await openDialog(shown)
      click(root, '.actions button')
      await dialogClosed(shown)
      expect(place(shown)).to.equal(at)
      click(shown.get('table'), button)
      root = await openDialog(shown)
      shown.element.parentElement?.append(shown.element)
      click(root, '.actions button')
      await dialogClosed(shown)
      await shown.element.updateComplete
      expect(place(shown)).to.equal(at)
    })
  }

  it('is not lost with “Use …” in a dialog, which goes once it was pressed', async () => {
    const shown = await stage(short)
    click(shown.row('paid'), '[part="refund-button"]')
    const root = await openDialog(shown)
    shown.server.push(tabOf({ payments: [{ ...paid, refundable: 5_000, refunded: 7_000 }, cash] }))
    shown.server.push(tabOf({ payments: [{ ...paid, refundable: 5_000, refunded: 7_000, status: 'failed' }, cash] }))
    await waitUntil(() => root.querySelector('[data-use]') !== null)
    root.querySelector<HTMLElement>('[data-use]')?.focus()
    click(root, '[data-use]')
    await waitUntil(() => root.querySelector('[data-use]') === null)
    expect(root.activeElement?.id).to.equal('amount')
  })

  it('stops once in a long table, and goes from row to row by arrows', async () => {
    const shown = await stage(long)
    const stops = (): number => [...shown.get('tbody').querySelectorAll('button')].filter(({ tabIndex }) => tabIndex === 0).length
    await waitUntil(() => stops() === 1)
    shown.row('cash-0').querySelector('button')?.focus()
    for (const [key, at] of [
      ['ArrowDown', 'cash-1'],
      ['ArrowDown', 'cash-2'],
      ['ArrowUp', 'cash-1'],
      ['End', 'cash-29'],
      ['Home', 'cash-0'],
    ] as const) {
      await sendKeys({ press: key })
      expect(place(shown)).to.equal(at)
    }
    expect(stops()).to.equal(1)
    const all = await stage(short)
    expect([...all.get('tbody').querySelectorAll('button')].map(({ tabIndex }) => tabIndex)).to.deep.equal([0, 0, 0])
  })
})

describe('what is wrong with an amount', () => {
  it('is said after a pause in typing, or when it is to be submitted, and aloud once', async () => {
    const shown = await stage(short)
    const log = new AnnouncementLog()
    click(shown.row('paid'), '[part="refund-button"]')
    const root = await openDialog(shown)
    const error = (): string => words(root.querySelector('#amount-error'))
    await sendKeys({ press: '0' })
    await waitUntil(() => words(root.querySelector('[part="submit-button"]')) === 'Refund')
    expect(error()).to.equal('')
    shown.environment.pass(1_000)
    await log.hears('Enter an amount above zero.')
    expect(error()).to.equal('Enter an amount above zero.')
    expect(root.querySelector('#amount-error')?.closest('[aria-live]') === null).to.equal(true)
    expect(log.entries.length).to.equal(1)
  })
})

describe('what is to be pressed', () => {
  for (const [name, least] of [
    ['by a mouse', 32],
    ['by a finger', 44],
  ] as const) {
    it(`is at least ${least} px high ${name}, in the tab and in a dialog`, async () => {
      const shown = await stage(states['mixed']?.() ?? short, {
        prepare: (element) => {
          if (least === 44) element.style.setProperty('--_target', '44px')
          element.restockingFee = 15
        },
      })
      click(shown.get('table'), '[part="refund-button"]')
      const root = await openDialog(shown)
      const targets = [
        ...(shown.element.shadowRoot?.querySelectorAll('button') ?? []),
        ...root.querySelectorAll('button, select, .control'),
      ]
      const small = targets.filter((target) => target.getBoundingClientRect().height < least && target.checkVisibility())
      expect(targets.length).to.be.greaterThan(6)
      expect(small.map((target) => words(target))).to.deep.equal([])
    })
  }
})

import { expect, waitUntil } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'
import { problem } from './support/fake-server.ts'
import { click, justOpened, openDialog, stage, type, words, type Stage } from './support/stage.ts'
import { book, charge, tabOf } from './support/tabs.ts'

/** A dialog that moves or books money, and how it is reached. */
interface Case {
  readonly name: string
  readonly opener: string
  readonly call: string
  readonly submits: string
  /** What its amount is filled with; null where it has none. */
  readonly amount: string | null
}

const REFUND: Case = {
  name: 'refund',
  opener: '[part="refund-button"]',
  call: 'POST refunds',
  submits: 'Refund $120.00',
  amount: '120.00',
}
const RECORD: Case = {
  name: 'record payment',
  opener: '[part="record-button"]',
  call: 'POST payments',
  submits: 'Record $100.00',
  amount: '100.00',
}
const REMOVE: Case = {
  name: 'remove',
  opener: '[part="remove-button"]',
  call: 'DELETE payments/cash',
  submits: 'Remove payment',
  amount: null,
}
const tab = tabOf({ invoice: { total: 24_000 }, payments: [charge({ id: 'paid', amount: 12_000 }), book('cash', 2_000, { id: 'cash' })] })

const button = (root: ShadowRoot): HTMLElement | null => root.querySelector<HTMLElement>('[part="submit-button"]')
const amountIn = (root: ShadowRoot): string | undefined => root.querySelector<HTMLInputElement>('#amount')?.value
const focus = (root: ShadowRoot, selector: string): void => root.querySelector<HTMLElement>(selector)?.focus()
const isReady = (root: ShadowRoot): boolean => button(root)?.getAttribute('aria-disabled') === 'false'
const said = (root: ShadowRoot): string =>
  [...root.querySelectorAll('[role="alert"]')]
    .map((region) => words(region))
    .filter((text) => text !== '')
    .join(' ')

const PUT_BACK = 'That looked like a barcode scanner, so the amount was put back.'
const IGNORED = 'That looked like a barcode scanner, so nothing was done.'

const press = (key: string): Promise<void> => sendKeys({ press: key })

/** The keys of a scanner: the clock stands still meanwhile. */
async function scan(text: string): Promise<void> {
  await sendKeys({ type: text })
  await press('Enter')
}

async function keepDown(key: string, repeats = 20): Promise<void> {
  for (let times = 0; times < repeats; times += 1) await sendKeys({ down: key })
}

async function open({ opener }: Case): Promise<{ shown: Stage; root: ShadowRoot }> {
  const shown = await stage(tab)
  click(shown.get('.card'), opener)
  return { shown, root: await openDialog(shown) }
}

for (const dialog of [REFUND, RECORD, REMOVE]) {
  describe(`the ${dialog.name} dialog and hurried hands`, () => {
    it('takes no press within 500 ms of opening, and appears enabled meanwhile', async () => {
      const shown = await stage(tab)
      click(shown.get('.card'), dialog.opener)
      const root = await justOpened(shown)
      const pressAll = async (): Promise<void> => {
        button(root)?.focus()
        button(root)?.click()
        await press('Enter')
        await press('Space')
      }
      await pressAll()
      shown.environment.pass(499)
      await pressAll()
      expect([isReady(root), words(button(root))]).to.deep.equal([false, dialog.submits])
      expect(button(root) !== null && getComputedStyle(button(root) ?? document.body).opacity).to.equal('1')
      shown.environment.pass(1)
      await waitUntil(() => isReady(root), 'the button to be ready')
      expect(shown.server.seen(dialog.call).length).to.equal(0)
      button(root)?.click()
      await waitUntil(() => shown.server.seen(dialog.call).length === 1)
    })

    it('is neither submitted nor closed by the key that opened it and is still down', async () => {
      const shown = await stage(tab)
      shown.get(dialog.opener).focus()
      await sendKeys({ down: 'Enter' })
      const root = await justOpened(shown)
      await keepDown('Enter')
      shown.environment.pass(500)
      await waitUntil(() => isReady(root), 'the button to be ready')
      await keepDown('Enter')
      button(root)?.focus()
      await keepDown('Enter')
      await sendKeys({ up: 'Enter' })
      expect([root.querySelector('dialog')?.open, words(button(root))]).to.deep.equal([true, dialog.submits])
      expect(shown.server.seen(dialog.call).length).to.equal(0)
    })

    it('takes a key that stays down on its button for one press', async () => {
      const { shown, root } = await open(dialog)
      shown.server.answer(dialog.call, () => problem('rate_limited'))
      button(root)?.focus()
      await sendKeys({ down: 'Enter' })
      await waitUntil(() => said(root) !== '')
      await keepDown('Enter')
      await sendKeys({ up: 'Enter' })
      await press('Enter')
      await waitUntil(() => shown.server.seen(dialog.call).length > 1)
      expect(shown.server.seen(dialog.call).length).to.equal(2)
    })

    it('is pressed by Space too, however long it stays down', async () => {
      const { shown, root } = await open(dialog)
      button(root)?.focus()
      await keepDown('Space')
      await sendKeys({ up: 'Space' })
      await waitUntil(() => shown.server.seen(dialog.call).length === 1)
    })

    it('is not pressed by the release of a Space that was refused, as Firefox would', async () => {
      const shown = await stage(tab)
      click(shown.get('.card'), dialog.opener)
      const root = await justOpened(shown)
      button(root)?.focus()
      await sendKeys({ down: 'Space' })
      const released = new KeyboardEvent('keyup', { key: ' ', bubbles: true, cancelable: true })
      button(root)?.dispatchEvent(released)
      await sendKeys({ up: 'Space' })
      expect(released.defaultPrevented).to.equal(true)
    })

    it('does nothing when a barcode is scanned on its button, and says so', async () => {
      const { shown, root } = await open(dialog)
      shown.server.hang(dialog.call)
      button(root)?.focus()
      await scan('22 07')
      await press('Enter')
      await waitUntil(() => said(root) === IGNORED)
      shown.environment.pass(500)
      await waitUntil(() => isReady(root), 'the button to be ready')
      expect(shown.server.seen(dialog.call).length).to.equal(0)
      await press('Enter')
      await waitUntil(() => shown.server.seen(dialog.call).length === 1)
      expect(said(root)).to.equal('')
    })
  })
}

for (const dialog of [REFUND, RECORD]) {
  describe(`the amount of the ${dialog.name} dialog`, () => {
    it('is checked by Enter, which moves on to the button; only that button’s own press submits', async () => {
      const { shown, root } = await open(dialog)
      await press('Enter')
      expect(root.activeElement === button(root)).to.equal(true)
      await press('Enter')
      await press('Space')
      shown.environment.pass(499)
      await press('Enter')
      expect(words(button(root))).to.equal(dialog.submits)
      shown.environment.pass(1)
      await press('Enter')
      await waitUntil(() => shown.server.seen(dialog.call).length === 1)
    })

    it('keeps the focus, and says why, when Enter finds it wrong', async () => {
      const { shown, root } = await open(dialog)
      type(root, '#amount', '0')
      await press('Enter')
      await waitUntil(() => words(root.querySelector('#amount-error')) === 'Enter an amount above zero.')
      expect(root.activeElement?.id).to.equal('amount')
      expect(shown.server.seen(dialog.call).length).to.equal(0)
    })

    for (const enters of [1, 2]) {
      it(`is put back after a barcode was scanned into it, be it with ${enters} × Enter`, async () => {
        const { shown, root } = await open(dialog)
        await scan('2207')
        if (enters === 2) await press('Enter')
        await waitUntil(() => said(root) === PUT_BACK)
        expect([amountIn(root), root.activeElement?.id, words(button(root))]).to.deep.equal([dialog.amount, 'amount', dialog.submits])
        const amount = root.querySelector<HTMLInputElement>('#amount')
        expect([amount?.selectionStart, amount?.selectionEnd], 'selected').to.deep.equal([0, dialog.amount?.length])
        button(root)?.click()
        shown.environment.pass(499)
        button(root)?.click()
        shown.environment.pass(1)
        await waitUntil(() => isReady(root), 'the button to be ready')
        expect(shown.server.seen(dialog.call).length).to.equal(0)
        await press('Enter')
        expect(root.activeElement === button(root)).to.equal(true)
        expect(said(root)).to.equal('')
      })
    }

    it('is still a barcode at 35 ms a key', async () => {
      const { shown, root } = await open(dialog)
      for (const key of '2207') {
        await sendKeys({ type: key })
        shown.environment.pass(35)
      }
      await press('Enter')
      await waitUntil(() => said(root) === PUT_BACK)
    })

    it('is put back to what was typed by hand before', async () => {
      const { shown, root } = await open(dialog)
      await sendKeys({ type: '7' })
      shown.environment.pass(200)
      await sendKeys({ type: '5' })
      shown.environment.pass(200)
      await sendKeys({ type: '2207-' })
      await sendKeys({ down: 'Shift' })
      await sendKeys({ type: 'B' })
      await sendKeys({ up: 'Shift' })
      await press('Enter')
      await waitUntil(() => said(root) === PUT_BACK)
      expect(amountIn(root)).to.equal('75')
    })

    it('is no barcode when its keys come more than 35 ms apart, or are fewer than four', async () => {
      const { shown, root } = await open(dialog)
      for (const key of '22.07') {
        await sendKeys({ type: key })
        shown.environment.pass(36)
      }
      await press('Enter')
      expect([amountIn(root), said(root)]).to.deep.equal(['22.07', ''])
      shown.environment.pass(500)
      focus(root, '#amount')
      await scan('2.2')
      expect([amountIn(root), said(root)]).to.deep.equal(['2.2', ''])
      expect(shown.server.seen(dialog.call).length).to.equal(0)
    })
  })
}

describe('Enter elsewhere in a dialog', () => {
  for (const [dialog, selector] of [
    [REFUND, '#note'],
    [REFUND, '#reason'],
    [RECORD, '#note'],
    [RECORD, 'input[name="method"]'],
  ] as const) {
    it(`submits nothing: ${dialog.name}, ${selector}`, async () => {
      const { shown, root } = await open(dialog)
      focus(root, selector)
      await press('Enter')
      await scan('2207')
      await press('Escape')
      expect(words(button(root))).to.equal(dialog.submits)
      expect(shown.server.seen(dialog.call).length).to.equal(0)
    })
  }

  it('leaves in the note what was scanned into it, and the reason as it was chosen', async () => {
    const { root } = await open(REFUND)
    focus(root, '#note')
    await scan('2207')
    expect(root.querySelector<HTMLTextAreaElement>('#note')?.value).to.equal('2207\n')
    expect(said(root)).to.equal('')
    focus(root, '#reason')
    await scan('Duplicate')
    await waitUntil(() => said(root) === IGNORED)
    expect(root.querySelector<HTMLSelectElement>('#reason')?.value).to.equal('requested_by_customer')
  })
})

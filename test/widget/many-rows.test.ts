import { expect, waitUntil } from '@open-wc/testing'
import { stage, words, type Stage } from './support/stage.ts'
import { ago, book, charge, HOUR, refundOf, tabOf } from './support/tabs.ts'

const TOTAL = 300
const old = charge({ id: 'old', amount: 77_000, recordedAt: ago(400 * HOUR), card: { brand: 'visa', last4: '9876' } })
const tab = tabOf({
  invoice: { total: 5_000_000 },
  payments: [
    old,
    ...Array.from({ length: TOTAL - 2 }, (_, index) =>
      book('cash', 1_000 + index, {
        id: `cash_${index}`,
        recordedAt: ago((TOTAL - index) * HOUR),
        note: index === 7 ? 'Counter Drawer 2' : null,
      }),
    ),
    refundOf(old, 500, { id: 'back', recordedAt: ago(HOUR) }),
  ],
})

const ids = ({ element }: Stage): string[] =>
  [...(element.shadowRoot?.querySelectorAll<HTMLElement>('[data-payment]') ?? [])].map((row) => row.dataset['payment'] ?? '')

function seek({ get }: Stage, text: string): void {
  const field = get<HTMLInputElement>('.search input')
  field.value = text
  field.dispatchEvent(new InputEvent('input'))
}

describe('a long table', () => {
  it('shows the newest hundred rows at first, a charge with its refunds, and all when asked to', async () => {
    const shown = await stage(tab)
    expect(ids(shown).length).to.equal(100)
    expect(ids(shown).slice(0, 2), 'the old charge was refunded lately').to.deep.equal(['old', 'back'])
    expect(ids(shown).at(-1)).to.equal('cash_297')
    expect(words(shown.get('.search'))).to.equal('The newest 100 of 300 Show all 300')
    shown.get('[part="show-all-button"]').click()
    await waitUntil(() => ids(shown).length === TOTAL)
    expect(words(shown.get('.search'))).to.equal('')
  })

  for (const [sought, found] of [
    ['770', ['old']],
    ['$770.00', ['old']],
    ['9876', ['old', 'back']],
    ['drawer 2', ['cash_7']],
    ['12.97', ['cash_297']],
    ['no such thing', []],
  ] as const) {
    it(`finds “${sought}” among all of them`, async () => {
      const shown = await stage(tab)
      seek(shown, sought)
      await waitUntil(() => ids(shown).length === found.length)
      expect(ids(shown)).to.deep.equal(found)
      expect(words(shown.get('.search [role="status"]'))).to.equal(found.length === 0 ? 'None found' : `${found.length} found`)
    })
  }

  it('can’t be searched while it has few rows', async () => {
    const { find } = await stage(tabOf({ payments: [old] }))
    expect(find('.search') === null).to.equal(true)
  })

  it('draws no row again that is the same in a newer tab', async () => {
    const shown = await stage(tab)
    const changed = new Set<string>()
    const observer = new MutationObserver((records) => {
      for (const { target } of records) {
        const row =
          target instanceof Element
            ? target.closest<HTMLElement>('[data-payment]')
            : target.parentElement?.closest<HTMLElement>('[data-payment]')
        if (row?.dataset['payment'] !== undefined) changed.add(row.dataset['payment'])
      }
    })
    observer.observe(shown.get('tbody'), { subtree: true, childList: true, attributes: true, characterData: true })
    const copy: typeof tab = structuredClone(tab)
    shown.server.push({ ...copy, payments: copy.payments.map((row) => (row.id === 'cash_290' ? { ...row, note: 'Changed' } : row)) })
    await waitUntil(() => words(shown.row('cash_290').querySelector('.details')) === 'Changed')
    expect([...changed]).to.deep.equal(['cash_290'])
  })
})

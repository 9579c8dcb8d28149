import { expect } from '@open-wc/testing'
import type { Tab } from '../../server/contract/tab.ts'
import { stage, words, type Stage } from './support/stage.ts'
import { states } from './support/states.ts'
import { charge, refundOf, tabOf } from './support/tabs.ts'

/** The tab at this width, in wide letters. */
const at = (width: number, tab: Tab): Promise<Stage> =>
  stage(tab, {
    prepare: ({ style }) => {
      style.width = `${width}px`
      style.fontFamily = 'monospace'
    },
  })

/** How many lines the letters of an element take. */
function linesOf(element: Element): number {
  const range = document.createRange()
  range.selectNodeContents(element)
  return new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom))).size
}

const besides = (one: Element, other: Element): boolean => {
  const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()]
  return a.top < b.bottom && b.top < a.bottom
}

describe('where there is little room', () => {
  const paid = charge({ amount: 12_000_000 })
  const failed = refundOf(paid, 4_500_000, { status: 'failed', refund: { failureReason: 'lost_or_stolen_card' } })

  for (const [name, tab] of [
    ['beside an action of many letters', tabOf({ invoice: { total: 12_000_000 }, payments: [paid, failed] })],
    ['of many digits', states['large amounts']?.() ?? tabOf()],
  ] as const) {
    it(`keeps amounts and card numbers whole at 320 px: ${name}`, async () => {
      const { element } = await at(320, tab)
      const figures = [...(element.shadowRoot?.querySelectorAll('.fact dd, td.amount > *, .last4') ?? [])]
      expect(figures.length).to.be.greaterThan(6)
      expect(figures.filter((figure) => linesOf(figure) > 1).map((figure) => words(figure))).to.deep.equal([])
    })
  }

  it('keeps the action of a large refund that failed within its card at 320 px, and its badge off the amount', async () => {
    const { get, row } = await at(320, tabOf({ invoice: { total: 12_000_000 }, payments: [paid, failed] }))
    const end = get('.card').getBoundingClientRect().right
    const beyond = [...row(failed.id).querySelectorAll('.amount s, .badge, button')].filter(
      (part) => part.getBoundingClientRect().right > end,
    )
    expect(beyond.map((part) => words(part))).to.deep.equal([])
    const badge = row(failed.id).querySelector('.badge')?.getBoundingClientRect().left ?? 0
    expect(badge).to.be.greaterThan(row(failed.id).querySelector('.amount s')?.getBoundingClientRect().right ?? Infinity)
  })

  for (const [width, besidesFacts] of [
    [700, false],
    [920, true],
  ] as const) {
    it(`keeps “+ Record Payment” beside the facts at ${width} px, and the sync state ${besidesFacts ? 'with them' : 'on a line of its own'}`, async () => {
      const { get } = await at(width, states['needs a person']?.() ?? tabOf())
      expect(besides(get('.facts > .filled'), get('.facts dl'))).to.equal(true)
      expect(besides(get('.sync-state'), get('.facts dl'))).to.equal(besidesFacts)
      expect(besides(get('.sync-state'), get('.sync button'))).to.equal(true)
    })
  }

  it('keeps Total, Paid and Balance Due on one line at 320 px, and names a currency whose sign could be another’s', async () => {
    const shown = await stage(
      tabOf({ invoice: { total: 291_193, currency: 'cad' }, payments: [charge({ amount: 278_693, currency: 'cad' })] }),
      {
        prepare: ({ style }) => (style.width = '320px'),
      },
    )
    const [total, , due] = [...(shown.element.shadowRoot?.querySelectorAll('.fact') ?? [])]
    expect(total !== undefined && due !== undefined && besides(total, due)).to.equal(true)
    expect(words(due ?? null)).to.equal('Balance Due $125.00 CAD')
  })

  it('puts a sentence on a line of its own, and columns in their places whatever is in them', async () => {
    const places = async (tab: Tab): Promise<number[]> => {
      const { element } = await at(1_000, tab)
      return [...(element.shadowRoot?.querySelectorAll('tbody .row:last-child > td') ?? [])].map((each) =>
        Math.round(each.getBoundingClientRect().left - element.getBoundingClientRect().left),
      )
    }
    const dull = charge()
    const waits = refundOf(dull, 500, { status: 'pending', refund: { pendingReason: 'insufficient_funds' } })
    const [, ...plain] = await places(tabOf({ payments: [dull] }))
    const [, ...explained] = await places(tabOf({ payments: [dull, waits] }))
    expect(explained).to.deep.equal(plain)
    const { row } = await at(1_000, tabOf({ payments: [dull, waits] }))
    const sentence = row(waits.id).querySelector('.explanation')
    expect(sentence !== null && linesOf(sentence) <= 2).to.equal(true)
  })
})

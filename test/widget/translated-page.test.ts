import { expect, waitUntil } from '@open-wc/testing'
import { stage, words } from './support/stage.ts'
import { ago, charge, refundOf, tabOf } from './support/tabs.ts'

const paid = charge({ id: 'paid', amount: 10_000 })
const pending = refundOf(paid, 2_500, { id: 'back', status: 'pending' })

/** What a browser's page translation does: each text becomes a new element, and the old text node is out of the page. */
function translate(node: Node): void {
  for (const child of [...node.childNodes]) {
    if (child instanceof Text && child.data.trim() !== '') {
      const font = document.createElement('font')
      font.textContent = child.data
      child.replaceWith(font)
    } else if (child instanceof HTMLElement && child.localName !== 'style' && child.translate) translate(child)
  }
}

describe('a page that the browser translated', () => {
  it('goes on showing what is paid and due, and what became of a refund', async () => {
    const shown = await stage(tabOf({ invoice: { total: 10_000 }, payments: [paid, pending], sync: null }))
    translate(shown.element.shadowRoot ?? document)
    const after = { ...paid, refundable: 7_500, refunded: 2_500 }
    const back = refundOf(after, 2_500, { id: 'back' })
    shown.server.push(
      tabOf({
        invoice: { total: 12_000 },
        payments: [after, back],
        sync: { checkedAt: ago(0), matches: true, difference: 0, changedSince: false },
      }),
    )
    await waitUntil(() => words(shown.row('back').querySelector('.status')) === 'Refunded')
    expect([...(shown.element.shadowRoot?.querySelectorAll('dl dd') ?? [])].map((sum) => words(sum))).to.deep.equal([
      '$120.00',
      '$75.00',
      '$45.00',
    ])
    expect(words(shown.row('paid').querySelector('.status'))).to.equal('Partly refunded')
    expect(words(shown.row('paid').querySelector('.details'))).to.equal('$25.00 refunded')
    expect(words(shown.get('.sync-state'))).to.equal('Matches Stripe, checked just now')
  })
})

import { expect } from '@open-wc/testing'
import type { Tab } from '../../server/contract/tab.ts'
import { click, openDialog, stage } from './support/stage.ts'
import { states } from './support/states.ts'
import { book, tabOf } from './support/tabs.ts'

interface Letter {
  readonly text: string
  readonly box: DOMRect
}

/** The letters on screen, gathered by the block that they run in, in the order in which they are to be read. */
function blocksOfLetters(root: Node): Letter[][] {
  const blocks = new Map<Element | null, Letter[]>()
  const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (nodes.nextNode()) {
    const node = nodes.currentNode
    if (!(node instanceof Text) || node.parentElement?.closest('style, option, .visually-hidden') !== null) continue
    const block = blockOf(node.parentElement)
    blocks.set(block, [...(blocks.get(block) ?? []), ...lettersOf(node)])
  }
  return [...blocks.values()].filter((letters) => letters.length > 0)
}

function blockOf(element: Element): Element | null {
  let block: Element | null = element
  while (block !== null && getComputedStyle(block).display === 'inline') block = block.parentElement
  return block
}

function lettersOf(node: Text): Letter[] {
  const range = document.createRange()
  return Array.from({ length: node.length }, (_, index) => {
    range.setStart(node, index)
    range.setEnd(node, index + 1)
    return { text: node.data.slice(index, index + 1), box: range.getBoundingClientRect() }
  }).filter(({ text, box }) => text.trim() !== '' && box.width > 0)
}

/** The texts of which a letter stands before the one that it follows. */
function misread(root: Node): string[] {
  return blocksOfLetters(root)
    .filter((letters) => letters.some(({ box }, index) => comesBefore(box, letters[index - 1]?.box)))
    .map((letters) => letters.map(({ text }) => text).join(''))
}

const comesBefore = (box: DOMRect, previous: DOMRect | undefined): boolean =>
  previous !== undefined && Math.abs(box.top - previous.top) < 4 && box.left < previous.left

const tabIn = (state: string): Tab => states[state]?.() ?? tabOf()

describe('English on a page that runs right to left', () => {
  const rightToLeft = (tab: Tab, width = 1100) =>
    stage(tab, {
      prepare: (tag) => {
        tag.dir = 'rtl'
        tag.style.width = `${width}px`
      },
    })

  for (const state of ['empty', 'disputes of every kind', 'refund life', 'needs a person', 'large amounts', 'voided']) {
    it(`reads from left to right, full stops and signs too: ${state}`, async () => {
      const { element } = await rightToLeft(tabIn(state))
      expect(misread(element.shadowRoot ?? document)).to.deep.equal([])
    })
  }

  for (const [dialog, state, opener] of [
    ['to refund', 'partial refund', '[part="refund-button"]'],
    ['to record a payment', 'mixed', '[part="record-button"]'],
    ['to pay another way', 'failed refund', '[part="pay-button"]'],
    ['to remove a payment', 'mixed', '[part="remove-button"]'],
  ] as const) {
    it(`reads from left to right in the dialog ${dialog}`, async () => {
      const shown = await rightToLeft(tabIn(state))
      click(shown.element.shadowRoot ?? document, opener)
      expect(misread(await openDialog(shown))).to.deep.equal([])
    })
  }

  for (const width of [360, 1100]) {
    it(`leaves a name that ends with a full stop as it is, at ${width} px`, async () => {
      const named = book('cash', 2_000, { id: 'named', recordedBy: { name: 'Dana Reyes Jr.', via: 'widget' } })
      const { row } = await rightToLeft(tabOf({ payments: [named] }), width)
      expect(misread(row('named').querySelector('.date .second') ?? document)).to.deep.equal([])
    })
  }

  it('stands at the side that the page starts from', async () => {
    const { element } = await rightToLeft(tabIn('disputes of every kind'))
    const away = [...(element.shadowRoot?.querySelectorAll('.banner-words > p:not(.deadline), .details > span') ?? [])].filter((text) => {
      const range = document.createRange()
      range.selectNodeContents(text)
      return Math.abs(range.getBoundingClientRect().right - text.getBoundingClientRect().right) > 1
    })
    expect(away.map((text) => text.textContent)).to.deep.equal([])
  })
})

import { expect } from '@open-wc/testing'
import { click, openDialog, stage } from './support/stage.ts'
import { states } from './support/states.ts'
import { tabOf } from './support/tabs.ts'

const DIALOGS = [
  ['the refund dialog', 'partial refund', '[part="refund-button"]'],
  ['the dialog to record a payment', 'mixed', '[part="record-button"]'],
  ['the dialog to pay another way', 'failed refund', '[part="pay-button"]'],
  ['the dialog to remove a payment', 'mixed', '[part="remove-button"]'],
] as const

for (const scheme of ['light', 'dark'] as const) {
  describe(`accessibility, ${scheme}`, () => {
    beforeEach(() => {
      document.documentElement.lang = 'en'
      document.documentElement.style.colorScheme = scheme
    })

    for (const [name, state] of Object.entries(states)) {
      if (name === 'two hundred rows') continue
      it(`finds nothing to complain of: ${name}`, async () => {
        const { element } = await stage(state())
        await expect(element).to.be.accessible()
      })
    }

    for (const [name, state, opener] of DIALOGS) {
      it(`finds nothing to complain of: ${name}`, async () => {
        const shown = await stage(states[state]?.() ?? tabOf())
        click(shown.element.shadowRoot ?? document, opener)
        await openDialog(shown)
        await expect(shown.element).to.be.accessible()
      })
    }
  })
}

describe('accessibility of what is no tab', () => {
  it('finds nothing to complain of: loading', async () => {
    const { element } = await stage(tabOf(), { shown: false, prepare: (_, server) => server.hang('GET payments') })
    await element.updateComplete
    await expect(element).to.be.accessible()
  })

  it('finds nothing to complain of: an error', async () => {
    const { element } = await stage(tabOf(), { shown: false, prepare: (tag) => (tag.fetchClientSecret = null) })
    await element.updateComplete
    await expect(element).to.be.accessible()
  })

  for (const state of ['refund life', 'large amounts', 'disputes of every kind']) {
    for (const width of [320, 640, 800, 960, 1100]) {
      it(`cuts nothing off and scrolls nothing sideways at ${width} px: ${state}`, async () => {
        const { element, get } = await stage(states[state]?.() ?? tabOf(), { prepare: (tag) => (tag.style.width = `${width}px`) })
        const edge = element.getBoundingClientRect()
        const beyond = [...(element.shadowRoot?.querySelectorAll<HTMLElement>('.card *, .banner *') ?? [])].filter((each) => {
          const { left, right } = each.getBoundingClientRect()
          return (
            !each.classList.contains('visually-hidden') && each.closest('thead') === null && (left < edge.left || right > edge.right + 1)
          )
        })
        expect(beyond.map((each) => each.className || each.localName)).to.deep.equal([])
        expect(get('.card').scrollWidth <= width).to.equal(true)
      })
    }
  }

  for (const [name, state, opener] of DIALOGS) {
    it(`keeps ${name} within a screen of 320 px`, async () => {
      // Wide letters, and the width that it has there: the test's own screen is wider.
      const shown = await stage(states[state]?.() ?? tabOf(), { prepare: (tag) => (tag.style.fontFamily = 'monospace') })
      click(shown.element.shadowRoot ?? document, opener)
      const root = await openDialog(shown)
      const dialog = root.querySelector('dialog')
      if (dialog !== null) dialog.style.inlineSize = '296px'
      const edge = root.querySelector('h2')?.getBoundingClientRect().right ?? 0
      const beyond = [...(dialog?.querySelectorAll('form *:not(.actions)') ?? [])].filter(
        (each) => each.getBoundingClientRect().right > edge,
      )
      expect(beyond.map((each) => each.className || each.localName)).to.deep.equal([])
    })
  }

  it('finds nothing to complain of at 320 px', async () => {
    const { element } = await stage(states['refund life']?.() ?? tabOf(), { prepare: (tag) => (tag.style.width = '320px') })
    await expect(element).to.be.accessible()
  })
})

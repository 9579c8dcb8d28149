import { expect } from '@open-wc/testing'
import { stage } from './support/stage.ts'
import { charge, tabOf } from './support/tabs.ts'

const ROOM = 720

/** Puts the tag into a box of this style, within a page of `ROOM` pixels, before anything else that the page has there. */
async function laidOut(box: string, tag = '', beside = ''): Promise<HTMLElement> {
  const { element } = await stage(tabOf({ payments: [charge()] }))
  const page = document.createElement('div')
  page.style.cssText = `inline-size: ${ROOM}px`
  const parent = document.createElement('div')
  parent.style.cssText = box
  element.style.cssText = tag
  element.parentElement?.append(page)
  page.append(parent)
  parent.append(element)
  if (beside !== '') {
    const other = document.createElement('p')
    other.style.cssText = beside
    parent.append(other)
  }
  await element.updateComplete
  return element
}

const widthOf = (element: Element): number => element.getBoundingClientRect().width

describe('the width of the tag', () => {
  for (const [name, box, tag, width] of [
    ['a block', '', '', ROOM],
    ['a flex row', 'display: flex', '', ROOM],
    ['a flex column that does not stretch', 'display: flex; flex-direction: column; align-items: flex-start', '', ROOM],
    ['a grid', 'display: grid', '', ROOM],
    ['a grid that does not stretch', 'display: grid; justify-items: start', '', ROOM],
    ['a float', '', 'float: inline-start', ROOM],
    ['a block with margins of the page’s own', '', 'margin-inline: 16px', ROOM - 32],
    ['a sidebar of 280 px', 'inline-size: 280px', '', 280],
  ] as const) {
    it(`is all that there is in ${name}`, async () => {
      expect(widthOf(await laidOut(box, tag))).to.equal(width)
    })
  }

  for (const [name, box] of [
    ['an inline-block', 'display: inline-block'],
    ['a float around it', 'float: inline-start'],
    ['a table cell', 'display: table-cell'],
    ['a box as wide as what is in it', 'inline-size: fit-content'],
    ['a column as wide as what is in it', 'display: grid; grid-template-columns: max-content'],
    ['an inline flex row', 'display: inline-flex'],
  ] as const) {
    it(`is enough to read in ${name}`, async () => {
      expect(widthOf(await laidOut(box))).to.be.at.least(280)
    })
  }

  it('leaves room for what stands beside it in a flex row, and takes the rest', async () => {
    const element = await laidOut('display: flex; gap: 20px', '', 'flex: none; inline-size: 200px; margin: 0')
    expect(widthOf(element)).to.equal(ROOM - 220)
  })

  it('gives way in a flex row that is narrower than it', async () => {
    const element = await laidOut('display: flex; inline-size: 300px', '', 'flex: none; inline-size: 100px; margin: 0')
    expect(widthOf(element)).to.equal(200)
  })

  it('stays a block whatever the page makes of every element', async () => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('* { all: unset }')
    document.adoptedStyleSheets.push(sheet)
    try {
      expect(getComputedStyle(await laidOut('display: block')).display).to.equal('block')
    } finally {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet)
    }
  })
})

describe('a tag that the page hides', () => {
  for (const [name, hide] of [
    ['by `hidden`', (element: HTMLElement) => (element.hidden = true)],
    ['by its style', (element: HTMLElement) => (element.style.display = 'none')],
    ['by a style written out', (element: HTMLElement) => element.setAttribute('style', 'color:red;display:none')],
  ] as const) {
    it(`is not to be seen: ${name}`, async () => {
      const { element } = await stage(tabOf())
      hide(element)
      expect(element.checkVisibility()).to.equal(false)
    })
  }
})

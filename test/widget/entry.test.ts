import { expect } from '@open-wc/testing'

describe('the entry without registration', () => {
  it('exports the class and registers nothing', async () => {
    const { JeweltrakPayments } = await import('../../widget/index.ts')
    expect(typeof JeweltrakPayments).to.equal('function')
    expect(customElements.get('jeweltrak-payments') === undefined).to.equal(true)
  })
})

describe('a second copy of the script', () => {
  it('leaves the first in place and warns once', async () => {
    const first = class extends HTMLElement {}
    customElements.define('jeweltrak-payments', first)
    const warnings: unknown[] = []
    const { warn } = console
    console.warn = (text: unknown) => warnings.push(text)
    await import('../../widget/define.ts').finally(() => (console.warn = warn))
    expect(warnings).to.deep.equal(['jeweltrak-payments is on this page twice: the first copy is used. Load the script once.'])
    expect(customElements.get('jeweltrak-payments') === first).to.equal(true)
  })
})

import { expect } from '@open-wc/testing'

describe('the entry without registration', () => {
  it('exports the class and registers nothing', async () => {
    const { JeweltrakPayments } = await import('../../widget/jeweltrak-payments.ts')
    expect(typeof JeweltrakPayments).to.equal('function')
    expect(customElements.get('jeweltrak-payments') === undefined).to.equal(true)
  })
})

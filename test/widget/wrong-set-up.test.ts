import { expect, waitUntil } from '@open-wc/testing'
import { stage } from './support/stage.ts'
import { tabOf } from './support/tabs.ts'

describe('a tag that was put there wrongly', () => {
  const said: unknown[] = []
  const { error } = console
  before(() => void (console.error = (...words: unknown[]) => said.push(...words)))
  after(() => void (console.error = error))

  for (const [name, attribute, sentence] of [
    ['without a source of client secrets', null, 'Set session-url or fetchClientSecret'],
    ['whose function became an attribute, as its script came late', 'fetchclientsecret', 'has to be a property'],
  ] as const) {
    it(`says so on the console, once and in a sentence: ${name}`, async () => {
      const before = said.length
      for (let tag = 0; tag < 2; tag += 1) {
        const { find } = await stage(tabOf(), {
          shown: false,
          prepare: (element) => {
            element.fetchClientSecret = null
            if (attribute !== null) element.setAttribute(attribute, '() => fetch("/session")')
          },
        })
        await waitUntil(() => find('.load-error') !== null)
      }
      expect(said.slice(before).length).to.equal(1)
      expect(String(said.at(-1))).to.contain(sentence)
    })
  }

  it('says so where it has no room for long', async () => {
    const before = said.length
    const { environment } = await stage(tabOf(), { prepare: (element) => element.setAttribute('style', 'inline-size: 150px') })
    await waitUntil(() => environment.isWaitedFor(10_000))
    environment.pass(10_000)
    await waitUntil(() => said.length > before)
    expect(String(said.at(-1))).to.contain('There is room for 150 pixels')
  })
})

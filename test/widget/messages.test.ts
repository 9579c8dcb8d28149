import { expect } from '@open-wc/testing'
import { en } from '../../widget/messages/en.ts'
import { languageOf, type Languages } from '../../widget/messages/index.ts'

const file = async (): Promise<{ messages: typeof en }> => ({ messages: en })
const german = (): ReturnType<typeof file> => file()
const brazilian = (): ReturnType<typeof file> => file()
const languages: Languages = { de: german, 'pt-BR': brazilian }

describe('the language of the messages', () => {
  for (const [locale, spoken, name] of [
    ['de', german, 'German'],
    ['de-CH', german, 'German'],
    ['pt-BR', brazilian, 'Brazilian Portuguese'],
    ['pt-PT', null, 'English'],
    ['en-US', null, 'English'],
    ['ja', null, 'English'],
  ] as const) {
    it(`is ${name} for ${locale}`, () => {
      expect(languageOf(locale, languages)).to.equal(spoken)
    })
  }
})

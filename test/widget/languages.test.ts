import { expect, waitUntil } from '@open-wc/testing'
import { en } from '../../widget/messages/en.ts'
import { languageOf, LANGUAGES, type Messages } from '../../widget/messages/index.ts'
import { evidence } from '../../widget/disputes/evidence/messages.ts'
import { thread } from '../../widget/thread/messages.ts'
import { trace } from '../../widget/trace/messages.ts'
import { click, openDialog, stage, words } from './support/stage.ts'
import { states } from './support/states.ts'
import { charge, tabOf } from './support/tabs.ts'

/** Every language that has a file. */
const TAGS = Object.keys(LANGUAGES)

async function messagesOf(locale: string): Promise<Messages> {
  const file = await languageOf(locale)?.()
  return file?.messages ?? en
}

/** Every text of a language by its path; functions are called with each argument named after its place. */
function texts(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, each]) => texts(each, `${path}.${key}`))
  return []
}

/** The sentences that take written values only, with the values A, B and C in them. */
function sentences(messages: Messages): string[] {
  const { refund, record, table, disputes, facts, news, common } = messages
  const values = ['A', 'B', 'C'] as const
  const [a, b, c] = values
  return [
    refund.refundableNow(a),
    refund.limit(a),
    refund.keep(a, b),
    refund.failed(a),
    record.replacing(a, b),
    record.overpaid(a),
    table.actionNames.payRest(a, b, c),
    table.reference('acquirer_reference_number', a),
    disputes.overdue(a),
    facts.sync.more(a, b),
    news.removed(a, b),
    news.refunded({ name: a, via: 'widget' }, b),
    common.invoice(a, b),
    common.amount.ambiguous(a, b),
  ]
}

describe('the languages', () => {
  it('follows the page when it changes its language, and says which one its own words are in', async () => {
    const page = document.documentElement
    const before = page.lang
    try {
      page.lang = 'en-GB'
      const shown = await stage(tabOf(), { prepare: (tag) => (tag.locale = '') })
      expect(shown.get('.tab').lang).to.equal('en')
      page.lang = 'de-AT'
      await waitUntil(() => words(shown.get('dl')).includes('Offen'))
      expect(shown.get('.tab').lang).to.equal('de-AT')
    } finally {
      page.lang = before
    }
  })

  it('are those that have a file', () => {
    expect(TAGS).to.include.members(['ar', 'de', 'es', 'fr', 'ja'])
    expect(TAGS).to.not.include.members(['en', 'index'])
  })

  for (const locale of TAGS) {
    it(`speaks ${locale}`, async () => {
      const { facts, refund } = await messagesOf(locale)
      const shown = await stage(tabOf({ payments: [charge({ id: 'paid' })] }), { prepare: (tag) => (tag.locale = locale) })
      await waitUntil(() => words(shown.get('dl')).includes(facts.balanceDue))
      click(shown.row('paid'), '[part="refund-button"]')
      const root = await openDialog(shown)
      expect(words(root.querySelector('h2'))).to.contain(refund.title)
      expect(root.querySelector('#amount-error')?.textContent).to.equal('')
    })

    it(`has a text for everything in ${locale}, of its own`, async () => {
      const own = new Map(texts(await messagesOf(locale)))
      const english = texts({ ...en, thread, trace, evidence })
      expect([...own.keys()].toSorted()).to.deep.equal(english.map(([path]) => path).toSorted())
      expect([...own.values()].filter((text) => text === '')).to.deep.equal([])
      const same = english.filter(([path, text]) => own.get(path) === text && / /.test(text) && !path.includes('.brands.'))
      expect(same).to.deep.equal([])
    })

    it(`puts every value into its sentences in ${locale}`, async () => {
      const spoken = sentences(await messagesOf(locale))
      sentences(en).forEach((english, index) => {
        const own = spoken[index] ?? ''
        for (const value of ['A', 'B', 'C'].filter((each) => new RegExp(`\\b${each}\\b`).test(english))) expect(own).to.contain(value)
      })
    })
  }

  it('isolates every value in Arabic, and in English one that is read the other way', async () => {
    const arabic = await messagesOf('ar')
    expect(arabic.disputes.title('US$ 12')).to.equal('نزاع على \u2068US$ 12\u2069')
    expect(en.disputes.title('\u200f١٢ US$')).to.equal('\u2068\u200f١٢ US$\u2069 disputed')
    expect(en.common.invoice('نور الصباح', '1014')).to.equal('\u2068نور الصباح\u2069 · Invoice 1014')
    expect(en.disputes.title('$12.00')).to.equal('$12.00 disputed')
  })

  it('counts time as each language does', async () => {
    const span = { days: 0, hours: 2, minutes: 5 }
    const spoken = await Promise.all(['de', 'fr', 'es', 'ja', 'ar'].map(async (each) => (await messagesOf(each)).common))
    expect(spoken.map((common) => common.ago(span))).to.deep.equal(['vor 2 Std.', 'il y a 2\u00a0h', 'hace 2 h', '2 時間前', 'قبل ساعتين'])
    expect(spoken.map((common) => common.ago({ days: 0, hours: 0, minutes: 0 }))).to.deep.equal([
      'gerade eben',
      'à l’instant',
      'ahora mismo',
      'たった今',
      'الآن',
    ])
    expect(spoken.slice(0, 4).map((common) => common.left({ days: 1, hours: 1, minutes: 0 }).replace(/\s/gu, ' '))).to.deep.equal([
      'noch 1 Tag 1 Stunde',
      'encore 1 jour 1 heure',
      'quedan 1 día 1 hora',
      '残り 1 日 1 時間',
    ])
  })

  it('may be brought by the host', async () => {
    const mine: Messages = { ...en, facts: { ...en.facts, balanceDue: 'Restbedrag' } }
    const shown = await stage(tabOf(), { prepare: (tag) => (tag.messages = mine) })
    expect(words(shown.get('dl'))).to.contain('Restbedrag')
    shown.element.messages = null
    await waitUntil(() => words(shown.get('dl')).includes('Balance Due'))
  })

  for (const locale of TAGS) {
    it(`cuts nothing off in ${locale}, wide and narrow`, async () => {
      const { balanceDue } = (await messagesOf(locale)).facts
      const shown = await stage(states['refund life']?.() ?? tabOf(), {
        prepare: (tag) => {
          tag.locale = locale
          if (locale === 'ar') tag.dir = 'rtl'
        },
      })
      await waitUntil(() => words(shown.get('dl')).includes(balanceDue))
      for (const width of [800, 320]) {
        shown.element.style.width = `${width}px`
        const edge = shown.element.getBoundingClientRect()
        const beyond = [...(shown.element.shadowRoot?.querySelectorAll<HTMLElement>('.card *') ?? [])].filter((each) => {
          const { left, right } = each.getBoundingClientRect()
          const isShown = each.checkVisibility() && each.closest('.visually-hidden, thead') === null
          return isShown && (left < edge.left - 1 || right > edge.right + 1)
        })
        expect(beyond.map((each) => each.className || each.localName)).to.deep.equal([])
      }
    })
  }
})

import { expect, waitUntil } from '@open-wc/testing'
import { click, openDialog, stage } from './support/stage.ts'
import { states } from './support/states.ts'
import { tabOf } from './support/tabs.ts'

describe('the tag on a page', () => {
  it('works under a strict content security policy without unsafe-inline styles or eval', async () => {
    const violations: string[] = []
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      violations.push(`${violatedDirective} ${blockedURI}`),
    )
    const policy = document.createElement('meta')
    policy.httpEquiv = 'Content-Security-Policy'
    policy.content = "style-src 'self'; script-src 'self'; object-src 'none'"
    document.head.append(policy)
    const shown = await stage(states['disputes of every kind']?.() ?? tabOf())
    click(shown.element.shadowRoot ?? document, '[part="refund-button"]')
    await openDialog(shown)
    expect(violations).to.deep.equal([])
    expect(getComputedStyle(shown.get('.card')).borderTopLeftRadius).to.equal('8px')
    const probe = document.createElement('p')
    probe.setAttribute('style', 'color: red')
    document.body.append(probe)
    await waitUntil(() => violations.length > 0, 'the policy to be in force')
  })

  it('writes nothing into its own tag, and takes the page’s font', async () => {
    const { element } = await stage(tabOf())
    expect(element.getAttributeNames().filter((name) => name !== 'style')).to.deep.equal([])
    document.body.style.fontFamily = 'monospace'
    expect(getComputedStyle(element).fontFamily).to.equal('monospace')
    document.body.style.fontFamily = ''
  })

  it('takes its language from the nearest lang when it names none', async () => {
    document.documentElement.lang = 'de'
    const { get } = await stage(tabOf({ invoice: { total: 123_456 } }), { prepare: (element) => (element.locale = '') })
    expect(get('dl dd').textContent.replace(/\s/gu, ' ')).to.equal('1.234,56 $')
    document.documentElement.lang = 'en'
  })

  it('takes its language through a shadow root that it stands in', async () => {
    const host = document.createElement('div')
    host.lang = 'de'
    document.body.append(host)
    const { get } = await stage(tabOf({ invoice: { total: 123_456 } }), {
      prepare: (element) => {
        element.locale = ''
        host.attachShadow({ mode: 'open' }).append(document.createElement('slot'))
        const inner = document.createElement('div')
        inner.attachShadow({ mode: 'open' }).append(element)
        host.shadowRoot?.append(inner)
      },
      moved: true,
    })
    expect(get('dl dd').textContent.replace(/\s/gu, ' ')).to.equal('1.234,56 $')
    host.remove()
  })
})

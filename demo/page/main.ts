import { html, render } from 'lit'
import * as z from 'zod/mini'
import { ShopFacts } from '../shop/facts.ts'
import { invoiceList } from './invoice-list.ts'
import { invoiceView } from './invoice/invoice.ts'
import { readHistory } from './invoice/history.ts'
import { qaPanel, readStripe } from './qa/panel.ts'
import { readSettings } from './settings.ts'
import { createPage, NOTHING_YET, type Page } from './state.ts'
import { toolbar } from './toolbar.ts'
import { hearWidgets } from './widget-events.ts'

// Under a strict policy for scripts, zod must not compile what it parses with.
z.config({ jitless: true })

const facts = ShopFacts.parse(await (await fetch('/demo/shop')).json())
const page = createPage({ settings: readSettings(location.search), facts, search: '', listOpen: false, ...NOTHING_YET }, draw)

window.addEventListener('popstate', () => page.update({ settings: readSettings(location.search), ...NOTHING_YET }))
hearWidgets(page)
draw(page)

function draw(page: Page): void {
  const { settings } = page.state
  applyToDocument(page)
  render(
    html`${toolbar(page)}
      <div class="shell" ?data-busy=${settings.qa || settings.second} ?data-list-open=${page.state.listOpen}>
        ${invoiceList(page)}
        <main>${invoiceView(page)}</main>
        ${settings.qa ? qaPanel(page) : null}
      </div>`,
    document.body,
  )
  if (settings.tab === 'history' && page.state.history.state === 'unread') void readHistory(page)
  if (settings.qa && page.state.stripeStale) void readStripe(page)
}

function applyToDocument({ state: { settings } }: Page): void {
  const root = document.documentElement
  root.lang = settings.locale
  root.dir = settings.direction === 'auto' ? directionOf(settings.locale) : settings.direction
  root.dataset['theme'] = settings.theme
  document.title = `Invoice ${settings.invoice} · JewelTrak`
}

function directionOf(locale: string): 'ltr' | 'rtl' {
  return new Intl.Locale(locale).language === 'ar' ? 'rtl' : 'ltr'
}

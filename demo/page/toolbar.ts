import { html, type TemplateResult } from 'lit'
import { employee } from '../shop/people.ts'
import type { Page } from './state.ts'

export function toolbar(page: Page): TemplateResult {
  const { settings, listOpen } = page.state
  const person = employee(settings.as)
  return html`<header class="toolbar">
    <button type="button" class="tool list-button" aria-expanded=${String(listOpen)} aria-controls="invoices" @click=${() => page.update({ listOpen: !listOpen })}>Invoices</button>
    <a class="brand" href="/">${gem} JewelTrak</a>
    <span class="shop">Marlow &amp; Finch, Fine Jewelers</span>
    <div class="tools">
      <button type="button" class="tool" aria-pressed=${String(settings.second)} @click=${() => page.set({ second: !settings.second })}>Two people</button>
      <button type="button" class="tool" aria-pressed=${String(settings.qa)} @click=${() => page.set({ qa: !settings.qa })}>QA</button>
    </div>
    <span class="person">
      <span class="avatar" aria-hidden="true">${initials(person.name)}</span>
      <span class="who"><span>${person.name}</span><span>${person.role}</span></span>
    </span>
  </header>`
}

const gem = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 3h12l5 6-11 12L1 9z" /><path d="M6 3h12l-2 6H8zM8 9h8l-4 12z" /></svg>`

function initials(name: string): string {
  return name
    .split(' ')
    .map((part) => part.slice(0, 1))
    .join('')
}

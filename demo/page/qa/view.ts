import { html, type TemplateResult } from 'lit'
import { EMPLOYEES, employee } from '../../shop/people.ts'
import { CHOICES, LOCALES } from '../settings.ts'
import type { Page } from '../state.ts'
import { choose } from './fields.ts'

const WORDS: Readonly<Record<string, string>> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
  auto: 'As the language',
  ltr: 'Left to right',
  rtl: 'Right to left',
  full: 'Full width',
  '768': '768 px',
  '480': '480 px',
  '360': '360 px',
}

/** Theme, language, direction and width. */
export function viewSection(page: Page): TemplateResult {
  const { settings } = page.state
  const named = <T extends string>(values: readonly T[]) => values.map((value) => ({ value, text: WORDS[value] ?? value }))
  const locales = Object.entries(LOCALES).map(([value, text]) => ({ value, text }))
  const people = EMPLOYEES.map(({ id, name }) => ({ value: id, text: name }))
  return html`<section>
    <h3>View</h3>
    ${choose('Theme', named(CHOICES.theme), settings.theme, (theme) => page.set({ theme }))}
    ${choose('Language', locales, settings.locale, (locale) => page.set({ locale }))}
    ${choose('Direction', named(CHOICES.direction), settings.direction, (direction) => page.set({ direction }))}
    ${choose('Width', named(CHOICES.width), settings.width, (width) => page.set({ width }))}
    <label class="check"><input type="checkbox" .checked=${settings.second} @change=${() => page.set({ second: !settings.second })} /> The same invoice beside, as ${employee(settings.other).name}</label>
    ${settings.second ? choose('Beside', people, settings.other, (other) => page.set({ other })) : null}
  </section>`
}

import { html, type TemplateResult } from 'lit'
import type { Permission } from '../../../server/contract/fields.ts'
import { EMPLOYEES, employee } from '../../shop/people.ts'
import type { Page } from '../state.ts'
import { choose } from './fields.ts'

const PERMISSIONS: readonly { readonly name: Permission; readonly words: string }[] = [
  { name: 'refund', words: 'May refund' },
  { name: 'record', words: 'May record payments' },
  { name: 'remove', words: 'May remove them' },
]

const LIMITS = [
  { value: 'role', text: 'As their role says' },
  { value: '2500', text: '25.00' },
  { value: '10000', text: '100.00' },
  { value: '0', text: 'Nothing' },
] as const

/** Who is signed in, and what their session lets them do. */
export function peopleSection(page: Page): TemplateResult {
  const { settings } = page.state
  const person = employee(settings.as)
  const allowed: readonly Permission[] = settings.permissions ?? person.permissions
  const toggle = (name: Permission): void =>
    page.set({ permissions: PERMISSIONS.map(({ name: each }) => each).filter((each) => (each === name) !== allowed.includes(each)) })
  return html`<section>
    <h3>Signed in</h3>
    ${choose(
      'As',
      EMPLOYEES.map(({ id, name, role }) => ({ value: id, text: `${name}, ${role}` })),
      settings.as,
      (as) => page.set({ as, permissions: null, maxRefund: null }),
    )}
    ${PERMISSIONS.map(({ name, words }) => html`<label class="check"><input type="checkbox" .checked=${allowed.includes(name)} @change=${() => toggle(name)} /> ${words}</label>`)}
    ${choose('Refunds at most, in a day', LIMITS, settings.maxRefund === null ? 'role' : String(settings.maxRefund), (limit) => page.set({ maxRefund: limit === 'role' ? null : Number(limit) }))}
  </section>`
}

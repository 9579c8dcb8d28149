/** For QA: play the customer, the bank and bad luck through the simulator's controls, and see the page in other ways. */
import { html, nothing, type TemplateResult } from 'lit'
import { createControls } from '../../controls.ts'
import type { Page } from '../state.ts'
import { bankSection } from './bank.ts'
import { disputeSection } from './disputes.ts'
import { faultsSection } from './faults.ts'
import { peopleSection } from './people.ts'
import type { Play } from './play.ts'
import { viewSection } from './view.ts'

export function qaPanel(page: Page): TemplateResult {
  const { facts, outcome, events } = page.state
  const { simulatorUrl } = facts
  return html`<aside class="qa" aria-label="QA">
    <header><h2>QA</h2><button type="button" @click=${() => page.set({ qa: false })}>Close</button></header>
    <p class="outcome" role="status" ?data-failed=${outcome?.failed ?? false}>${outcome?.text ?? nothing}</p>
    ${viewSection(page)} ${peopleSection(page)}
    ${
      simulatorUrl === null
        ? html`<p class="quiet">Stripe’s own test mode is in use: play the bank in Stripe’s dashboard, or with the Stripe CLI.</p>`
        : html`${bankSection(page, player(page, simulatorUrl))} ${disputeSection(page, player(page, simulatorUrl))} ${faultsSection(page, player(page, simulatorUrl))}
          <p><a href=${simulatorUrl}>The simulated Stripe’s dashboard</a></p>`
    }
    <details>
      <summary>Events of the widget</summary>
      <ol class="events">
        ${events.map((line) => html`<li>${line}</li>`)}
      </ol>
    </details>
  </aside>`
}

/** What Stripe has for the invoice on screen, and what is made to go wrong. */
export async function readStripe(page: Page): Promise<void> {
  const { settings, facts } = page.state
  if (facts.simulatorUrl === null) return
  page.update({ stripeStale: false })
  const controls = createControls(facts.simulatorUrl)
  try {
    const [all, faults] = await Promise.all([controls.state(), controls.currentFaults()])
    const charges = all.charges.filter(({ metadata }) => metadata['jeweltrak_invoice'] === settings.invoice)
    const ids = new Set(charges.map(({ id }) => id))
    const stripe = {
      charges,
      refunds: all.refunds.filter(({ charge }) => charge !== null && ids.has(charge)),
      disputes: all.disputes.filter(({ charge }) => ids.has(charge)),
      silentCharges: all.silentCharges.filter((charge) => ids.has(charge)),
    }
    if (page.state.settings.invoice !== settings.invoice) return
    page.update({ stripe, faults: faults === '{}' ? null : faults })
  } catch {
    page.update({ outcome: { text: 'The simulated Stripe does not answer.', failed: true } })
  }
}

function player(page: Page, url: string): Play {
  return (what, act) => {
    act(createControls(url)).then(
      () => page.update({ outcome: { text: `${what}.`, failed: false }, stripeStale: true }),
      (error: unknown) =>
        page.update({ outcome: { text: error instanceof Error ? error.message : String(error), failed: true }, stripeStale: true }),
    )
  }
}

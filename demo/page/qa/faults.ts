/** Bad luck: answers that get lost, webhooks that don't come. Each choice replaces whatever was switched on before. */
import { html, nothing, type TemplateResult } from 'lit'
import type { Page } from '../state.ts'
import { chargeChoices } from './bank.ts'
import { onSend, pick } from './fields.ts'
import type { Play } from './play.ts'

const REFUND_CALLS = { method: 'POST', path: '/v1/refunds' } as const

const API: Readonly<Record<string, { readonly text: string; readonly api: object | null }>> = {
  fine: { text: 'arrive and are answered', api: null },
  lost: { text: 'are made, the answer is lost', api: { ...REFUND_CALLS, failAfter: 1 } },
  never: { text: 'never reach Stripe', api: { ...REFUND_CALLS, failBefore: 1 } },
  broken: { text: 'find Stripe broken (500)', api: { ...REFUND_CALLS, crashBefore: 1 } },
  busy: { text: 'are turned away (429)', api: { ...REFUND_CALLS, failBefore: 1, status: 429 } },
  forbidden: { text: 'are forbidden to the key (403)', api: { ...REFUND_CALLS, failBefore: 1, status: 403 } },
  slow: { text: 'take three seconds', api: { ...REFUND_CALLS, latencyMs: 3000 } },
}

const WEBHOOKS: Readonly<Record<string, { readonly text: string; readonly webhooks: object | null }>> = {
  fine: { text: 'arrive', webhooks: null },
  dropped: { text: 'are lost', webhooks: { drop: 1 } },
  doubled: { text: 'come twice', webhooks: { duplicate: 1 } },
  late: { text: 'come five seconds late', webhooks: { delayMs: 5000 } },
  shuffled: { text: 'come in any order', webhooks: { shuffle: 1 } },
}

const OUTCOMES: Readonly<Record<string, { readonly text: string }>> = {
  succeeded: { text: 'go through' },
  pending: { text: 'stay pending' },
  failed_later: { text: 'fail in a few seconds' },
  requires_action: { text: 'need the customer' },
}

export function faultsSection(page: Page, play: Play): TemplateResult {
  const { faults } = page.state
  const send = onSend((said) => {
    const api = API[said.text('api')]?.api ?? null
    const webhooks = WEBHOOKS[said.text('webhooks')]?.webhooks ?? null
    const outcome = said.text('outcome')
    const settings = {
      ...(api === null ? {} : { api }),
      ...(webhooks === null ? {} : { webhooks }),
      ...(outcome === 'succeeded' ? {} : { refunds: { outcome } }),
    }
    play('Set', (controls) => controls.faults(settings))
  })
  return html`<section>
    <h3>Bad luck</h3>
    <form @submit=${send}>
      ${pick('Refund calls', 'api', choices(API))} ${pick('Webhooks', 'webhooks', choices(WEBHOOKS))} ${pick('New refunds', 'outcome', choices(OUTCOMES))}
      <div class="buttons"><button>Set</button><button type="button" @click=${() => play('All is well again', (controls) => controls.faults({}))}>All well again</button></div>
    </form>
    ${silence(page, play)} ${faults === null ? nothing : html`<p class="faults">Switched on: <code>${faults}</code></p>`}
  </section>`
}

/** A refund of a payment that Stripe says nothing about stays unknown for as long as one likes. */
function silence(page: Page, play: Play): TemplateResult | typeof nothing {
  const silent = new Set(page.state.stripe.silentCharges)
  const charges = chargeChoices(page)
  const heard = charges.filter(({ value }) => !silent.has(value))
  const send = onSend((said) =>
    play('Stripe says nothing about this payment’s refunds', (controls) => controls.silence(said.text('charge'), true)),
  )
  return html`${heard.length === 0 ? nothing : html`<form @submit=${send}>${pick('Refunds of', 'charge', heard)}<button>Leave unanswered</button></form>`}
    ${charges
      .filter(({ value }) => silent.has(value))
      .map(
        ({ value, text }) =>
          html`<div class="decide">
            <p>${text}, refunds left unanswered</p>
            <div class="buttons"><button type="button" @click=${() => play(ANSWERS, (controls) => controls.silence(value, false))}>Answer again</button></div>
          </div>`,
      )}`
}

/** Lets the server’s next retry through. */
const ANSWERS = 'Stripe answers again: a refund that waits goes through within five minutes'

function choices(table: Readonly<Record<string, { readonly text: string }>>) {
  return Object.entries(table).map(([value, { text }]) => ({ value, text }))
}

import { html } from 'hono/html'
import type { FaultSettings } from '../faults.ts'
import type { Account, Event } from '../state.ts'
import type { World } from '../world.ts'
import { time } from './format.ts'
import { type Html, badge, button, field, form, select, tick } from './parts.ts'

/** The form by which a customer pays. */
export function newCharge(world: World): Html {
  const stores = [...world.accounts.values()].map(({ id, store }) => [id, store] as const)
  return html`<form method="post" action="/dashboard/charge" class="panel">
    <h2>New payment</h2>
    <div class="fields">
      ${field('Invoice', 'invoice', '1001', 'required')} ${field('Amount', 'amount', '125.00', 'required inputmode="decimal"')}
      ${field('Currency', 'currency', 'usd', 'required maxlength="3" pattern="[A-Za-z]{3}"')}
      ${select('Paid by', 'method', [
        ['stripe_link', 'card, online'],
        ['stripe_terminal', 'card, at the reader'],
        ['interac', 'Interac, at the reader'],
      ])}
      ${select('Through', 'via', [
        ['payment_intent', 'a payment intent'],
        ['checkout', 'Checkout'],
        ['payment_link', 'a payment link'],
      ])}
      ${select('Invoice named', 'marks', [
        ['', 'where it usually is'],
        ['charge', 'on the charge'],
        ['payment_intent', 'on the payment intent'],
        ['session', 'on the session or link'],
        ['reference', 'in the reference'],
        ['none', 'nowhere'],
      ])}
      ${field('Reference, if another', 'reference', '', 'placeholder="jeweltrak-1001"')}
      ${stores.length > 1 ? select('Store', 'store', stores) : ''}
    </div>
    ${tick('Only authorize, capture later', 'authorize')} ${tick('By bank debit, paid later', 'async')}
    <button class="main">Pay</button>
  </form>`
}

const percent = (value: number | undefined): string => (value === undefined ? '' : String(Math.round(value * 100)))
const whole = (value: number | undefined): string => (value === undefined ? '' : String(value))

/** Bad luck, switched on and off. */
export function faults(settings: FaultSettings): Html {
  const { webhooks = {}, api = {}, refunds = {} } = settings
  const chance = (label: string, name: string, value: number | undefined): Html =>
    field(`${label}, %`, name, percent(value), 'inputmode="numeric" pattern="[0-9]{1,3}" placeholder="0"')
  const count = (label: string, name: string, value: number | undefined): Html =>
    field(label, name, whole(value), 'inputmode="numeric" pattern="[0-9]{1,6}" placeholder="—"')
  return html`<section class="panel" id="faults">
    <h2>Faults ${anyOn(settings) ? badge('on') : badge('off')}</h2>
    <form method="post" action="/dashboard/faults">
      <h3>Webhooks</h3>
      <div class="fields">
        ${chance('Dropped', 'drop', webhooks.drop)} ${chance('Doubled', 'duplicate', webhooks.duplicate)}
        ${chance('Out of order', 'shuffle', webhooks.shuffle)} ${count('Delay, ms', 'delayMs', webhooks.delayMs)}
      </div>
      <h3>API</h3>
      <div class="fields">
        ${chance('Lost before Stripe acts', 'failBefore', api.failBefore)} ${chance('Lost after Stripe acted', 'failAfter', api.failAfter)}
        ${count('Answered with status', 'status', api.status)} ${count('Latency, ms', 'latencyMs', api.latencyMs)}
      </div>
      <h3>Refunds</h3>
      <div class="fields">
        ${select(
          'Turn out',
          'outcome',
          [
            ['', 'as usual'],
            ['succeeded', 'succeeded'],
            ['pending', 'pending'],
            ['failed_later', 'succeeded, fail later'],
            ['requires_action', 'requires action'],
          ],
          refunds.outcome,
        )}
      </div>
      ${button('Switch on')}
    </form>
    ${anyOn(settings) ? form('clear-faults', '', button('Switch all off')) : ''}
  </section>`
}

function anyOn(settings: FaultSettings): boolean {
  const { status: _, ...api } = settings.api ?? {}
  return [settings.webhooks ?? {}, api, settings.refunds ?? {}].some((group) =>
    Object.values(group).some((value) => value !== undefined && value !== 0),
  )
}

/** One event and whether it has arrived. */
export function event(account: Account, one: Event): Html {
  const delivered = one.pending_webhooks === 0
  return html`<li id="${one.id}">
    <span class="what"><code>${one.type}</code> <small>${account.platform ? '' : `${account.store} · `}${time(one.created)}</small></span>
    ${badge(delivered ? 'delivered' : 'not delivered')} ${delivered ? '' : form('redeliver', one.id, button('Send again'))}
  </li>`
}

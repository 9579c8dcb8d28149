/** What can be wrong with Stripe, and with what it sends. */
import type { FaultSettings, WebhookEndpoint } from '../../../demo/simulator/index.ts'
import { USED_EVENTS } from '../../../server/stripe/used-events.ts'
import { lacksRight } from '../../support/spoiling-stripe.ts'
import type { Fault } from './fault.ts'
import { SECRET } from './world.ts'

const failing = (last: string): Fault['says'] => [
  'readyz',
  new RegExp(`calls? to Stripe failed in the last five minutes, the last by ${last}: (check|set|ask|say) `),
]
const outcome = (call: string, what: string): RegExp =>
  new RegExp(`^jeweltrak_stripe_calls_total\\{call="${call}",outcome="${what}"\\} [1-9]`, 'm')
const warned = (code: string): RegExp => new RegExp(`^jeweltrak_warnings\\{code="${code}"\\} 1$`, 'm')
const needsPerson = (code: string): RegExp => new RegExp(`^jeweltrak_attention_items\\{code="${code}"\\} [1-9]`, 'm')

/** A refund is asked for while Stripe is so. */
const duringRefund =
  (api: FaultSettings['api']): Fault['inject'] =>
  async (world) => {
    const refund = await world.paid()
    await world.faults({ api: api ?? {} })
    await refund()
  }

const answering =
  (answer: (path: string, method: string) => Response | null): Fault['inject'] =>
  async (world) => {
    const refund = await world.paid()
    world.spoil(answer)
    await refund()
  }

/** A connection can only be cut where nothing stands between. */
const DIRECTLY: Fault['world'] = { stripe: (url) => url }

/** An event as Stripe would send it, of this account and mode. */
const event = (more: object): object => ({
  id: 'evt_fault',
  object: 'event',
  type: 'charge.updated',
  api_version: '2026-10-28.endive',
  created: 1,
  livemode: false,
  data: { object: { id: 'ch_none', object: 'charge' } },
  ...more,
})

const endpoints =
  (...given: readonly Partial<WebhookEndpoint>[]): Fault['inject'] =>
  async (world) =>
    world.endpoints(...given)

export const STRIPE_FAULTS: Readonly<Record<string, Fault>> = {
  'Stripe: the key was revoked (401)': {
    inject: duringRefund({ failBefore: 1, status: 401 }),
    metric: needsPerson('stripe_key_refused'),
    says: ['attention', /stripe_key_refused.*\n.*Set STRIPE_SECRET_KEY to a valid one and restart/],
  },
  'Stripe: the key lacks a right (403)': {
    inject: answering((path, method) => (path === '/v1/refunds' && method === 'POST' ? lacksRight('rak_refund_write') : null)),
    metric: needsPerson('stripe_right_missing'),
    says: ['attention', /stripe_right_missing.*\n.*right/],
  },
  'Stripe: a lock is not had (409)': {
    inject: duringRefund({ failBefore: 1, status: 409 }),
    metric: outcome('createRefund', '409'),
    says: failing('409'),
  },
  'Stripe: asked too often (429)': {
    inject: duringRefund({ failBefore: 1, status: 429 }),
    metric: outcome('createRefund', '429'),
    says: failing('429'),
  },
  'Stripe: broken (500)': {
    inject: duringRefund({ failBefore: 1, status: 500 }),
    metric: outcome('createRefund', '5xx'),
    says: failing('5xx'),
  },
  'Stripe: a gateway before it fails (502)': {
    inject: duringRefund({ failBefore: 1, status: 502 }),
    metric: outcome('createRefund', '5xx'),
    says: failing('5xx'),
  },
  'Stripe: out of service (503)': {
    inject: duringRefund({ failBefore: 1, status: 503 }),
    metric: outcome('createRefund', '5xx'),
    says: failing('5xx'),
  },
  'Stripe: a gateway waits in vain (504)': {
    inject: duringRefund({ failBefore: 1, status: 504 }),
    metric: outcome('createRefund', '5xx'),
    says: failing('5xx'),
  },
  'Stripe: something on the way forbids it (403, no answer of Stripe’s)': {
    inject: answering(() => new Response('<html>Forbidden</html>', { status: 403, headers: { 'content-type': 'text/html' } })),
    metric: outcome('createRefund', 'unreadable'),
    says: failing('unreadable'),
  },
  'Network: connections to Stripe are cut': {
    world: DIRECTLY,
    inject: duringRefund({ failBefore: 1 }),
    metric: outcome('createRefund', 'unreachable'),
    says: failing('unreachable'),
  },
  'Network: Stripe’s answers are lost': {
    world: DIRECTLY,
    inject: duringRefund({ failAfter: 1 }),
    metric: outcome('createRefund', 'unreachable'),
    says: failing('unreachable'),
  },
  'Network: Stripe does not answer in time': {
    world: DIRECTLY,
    inject: duringRefund({ latencyMs: 20_000 }),
    metric: outcome('createRefund', 'timeout'),
    says: failing('timeout'),
  },
  'Network: Stripe’s name is not found': {
    world: { stripe: () => 'http://stripe.invalid' },
    inject: async () => {},
    metric: outcome('listRefunds', 'unreachable'),
    says: failing('unreachable'),
  },
  'Network: something answers in Stripe’s place': {
    inject: answering(() => new Response('<html>Please sign in</html>', { headers: { 'content-type': 'text/html' } })),
    metric: outcome('createRefund', 'unreadable'),
    says: failing('unreadable'),
  },
  'Stripe: slow for an hour': {
    inject: async (world) => {
      const refund = await world.paid()
      await world.faults({ api: { latencyMs: 5_000 } })
      await refund()
      // Enough calls that what was quick before is the lesser part of what was seen lately.
      await world.api.call('POST', '/v1/invoices/fault-1/sync')
    },
    metric: warned('stripe_slow'),
    says: ['readyz', /Stripe takes \d seconds to answer: check status\.stripe\.com/],
  },
  'Webhooks: signed by another secret': {
    inject: (world) => world.webhook(event({}), 'whsec_another'),
    metric: /^jeweltrak_webhooks_total\{outcome="invalid_signature"\} [1-9]/m,
    says: ['readyz', /1 webhook came whose signature none of STRIPE_WEBHOOK_SECRET made: set it to the signing secret/],
  },
  'Webhooks: of the other mode': {
    inject: (world) => world.webhook(event({ livemode: true })),
    metric: /^jeweltrak_webhooks_total\{outcome="other_mode"\} [1-9]/m,
    says: ['readyz', /Webhooks of the other mode, live or test, come and are ignored: let only the endpoint/],
  },
  'Webhooks: of an account that no store has': {
    inject: (world) => world.webhook(event({ account: 'acct_stranger' })),
    metric: /^jeweltrak_webhooks_total\{outcome="unknown_account"\} [1-9]/m,
    says: ['readyz', /Webhooks come of an account that no store has: add its store with `store add/],
  },
  'Webhooks: one that can’t be applied': {
    inject: async (world) => {
      await world.change(
        `insert into events (account, id, store, type, payload, state, next_attempt_at) values ('', 'evt_dead', 'default', 'charge.updated', '{}', 'dead', now())`,
      )
    },
    metric: warned('events_dead'),
    says: ['readyz', /1 event can’t be applied: say `events list`, and `events replay`/],
  },
  'Webhooks: none for a day while charges are made': {
    inject: async (world) => {
      await world.paid()
      await world.faults({ webhooks: { drop: 1 } })
      await world.change(`update settings set value = (now() - interval '1 day')::text where name = 'webhook_at'`)
      await world.charge()
      await world.command('reconcile')
    },
    metric: warned('webhooks_missing'),
    says: ['readyz', /The last webhook came 1 day ago, and reconciliation has found at Stripe what none brought: check the endpoint/],
  },
  'Endpoint: none leads here': {
    inject: endpoints(),
    metric: warned('webhook_endpoint'),
    says: ['doctor', /MEND {2}Webhooks: no endpoint at Stripe leads to \/stripe\/webhooks\. To do: add one/],
  },
  'Endpoint: lacks events': {
    inject: endpoints({ events: USED_EVENTS.slice(1) }),
    metric: warned('webhook_endpoint'),
    says: ['readyz', /Webhooks: no endpoint is sent charge\.succeeded: add these events/],
  },
  'Endpoint: of an old API version': {
    inject: endpoints({ apiVersion: '2022-08-01' }),
    metric: warned('webhook_endpoint'),
    says: ['readyz', /has the API version 2022-08-01, which does not say how refunds fare: make a new endpoint/],
  },
  'Endpoint: disabled at Stripe': {
    inject: async (world) => {
      const data = [{ url: `${world.url}/stripe/webhooks`, status: 'disabled', enabled_events: ['*'], secret: SECRET }]
      world.spoil((path) => (path === '/v1/webhook_endpoints' ? Response.json({ object: 'list', has_more: false, data }) : null))
    },
    metric: warned('webhook_endpoint'),
    says: ['readyz', /is disabled at Stripe: enable it/],
  },
  'Clock: ten minutes ahead of Stripe’s': {
    inject: async (world) => {
      world.addHeaders(() => ({ date: new Date(Date.now() - 600_000).toUTCString() }))
      await (
        await world.paid()
      )()
    },
    metric: warned('clock_off'),
    says: ['readyz', /This machine’s clock is 10 minutes ahead of Stripe’s: set it by NTP/],
  },
  'Clock: ten minutes behind Stripe’s': {
    inject: async (world) => {
      world.addHeaders(() => ({ date: new Date(Date.now() + 601_000).toUTCString() }))
      await (
        await world.paid()
      )()
    },
    metric: warned('clock_off'),
    says: ['readyz', /This machine’s clock is 10 minutes behind Stripe’s: set it by NTP/],
  },
  'Refund: unknown for a day': {
    inject: async (world) => {
      const refund = await world.paid()
      await world.faults({ api: { failBefore: 1 } })
      await refund()
      await world.change(`update refund_requests set reserved_at = now() - interval '1 day'`)
    },
    metric: /^jeweltrak_refund_requests_open_oldest_seconds 8[0-9]{4}/m,
    says: ['readyz', /What became of a refund has been unknown for 1 day: see that Stripe answers/],
  },
}

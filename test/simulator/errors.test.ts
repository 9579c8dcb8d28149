import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Stripe } from 'stripe'
import { type Started, refusal, start } from './support.ts'

interface Case {
  readonly name: string
  readonly call: (sim: Started, stripe: Stripe) => Promise<unknown>
  readonly status: number
  readonly type: string
  readonly code: string | undefined
  readonly param?: string
}

const bad = 'invalid_request_error'

/** Sends what the SDK's types would not let through. */
function raw(sim: Started, path: string, body: string): Promise<unknown> {
  const [method, url] = path.split(' ')
  return sim.stripe().rawRequest(method ?? '', url ?? '', Object.fromEntries(new URLSearchParams(body)))
}

const cases: readonly Case[] = [
  {
    name: 'a refund of more than is left: on amount, without a code',
    call: async (sim, stripe) => stripe.refunds.create({ charge: (await sim.charge()).charge, amount: 10_001 }),
    status: 400,
    type: bad,
    code: undefined,
    param: 'amount',
  },
  {
    name: 'a refund of a charge that is refunded',
    call: async (sim, stripe) => {
      const { charge } = await sim.charge()
      await stripe.refunds.create({ charge })
      return stripe.refunds.create({ charge })
    },
    status: 400,
    type: bad,
    code: 'charge_already_refunded',
  },
  {
    name: 'a refund of a charge that is charged back',
    call: async (sim, stripe) => {
      const { charge } = await sim.charge()
      await sim.dispute({ charge })
      return stripe.refunds.create({ charge, amount: 1 })
    },
    status: 400,
    type: bad,
    code: 'charge_disputed',
  },
  {
    name: 'a refund of an authorization that is not captured',
    call: async (sim, stripe) => stripe.refunds.create({ charge: (await sim.charge({ captured: false })).charge }),
    status: 400,
    type: bad,
    code: undefined,
    param: 'charge',
  },
  {
    name: 'a refund of an Interac payment',
    call: async (sim, stripe) => stripe.refunds.create({ charge: (await sim.charge({ method: 'interac', currency: 'cad' })).charge }),
    status: 400,
    type: bad,
    code: undefined,
    param: 'charge',
  },
  {
    name: 'a refund of a failed charge',
    call: async (sim, stripe) => stripe.refunds.create({ charge: (await sim.charge({ declined: true })).charge }),
    status: 400,
    type: bad,
    code: undefined,
  },
  {
    name: 'a refund finer than the currency is counted',
    call: async (sim, stripe) => stripe.refunds.create({ charge: (await sim.charge({ currency: 'kwd' })).charge, amount: 15 }),
    status: 400,
    type: bad,
    code: undefined,
    param: 'amount',
  },
  {
    name: 'a refund of a charge that is not there',
    call: (_, stripe) => stripe.refunds.create({ charge: 'ch_none' }),
    status: 404,
    type: bad,
    code: 'resource_missing',
    param: 'charge',
  },
  {
    name: 'a charge that is not there',
    call: (_, stripe) => stripe.charges.retrieve('ch_none'),
    status: 404,
    type: bad,
    code: 'resource_missing',
    param: 'id',
  },
  {
    name: 'a page after an object that is not there',
    call: (_, stripe) => stripe.refunds.list({ starting_after: 're_none' }),
    status: 404,
    type: bad,
    code: 'resource_missing',
    param: 'starting_after',
  },
  {
    name: 'a refund of nothing',
    call: (_, stripe) => stripe.refunds.create({}),
    status: 400,
    type: bad,
    code: 'parameter_missing',
    param: 'charge',
  },
  {
    name: 'an unknown parameter',
    call: (sim) => raw(sim, 'POST /v1/refunds', 'charge=ch_1&note=x'),
    status: 400,
    type: bad,
    code: 'parameter_unknown',
    param: 'note',
  },
  {
    name: 'an amount of letters',
    call: (sim) => raw(sim, 'POST /v1/refunds', 'charge=ch_1&amount=1e3'),
    status: 400,
    type: bad,
    code: 'parameter_invalid_integer',
    param: 'amount',
  },
  {
    name: 'an empty value',
    call: (sim) => raw(sim, 'POST /v1/refunds', 'charge='),
    status: 400,
    type: bad,
    code: 'parameter_invalid_empty',
    param: 'charge',
  },
  {
    name: 'a reason that Stripe does not know',
    call: (sim) => raw(sim, 'POST /v1/refunds', 'charge=ch_1&reason=because'),
    status: 400,
    type: bad,
    code: undefined,
    param: 'reason',
  },
  {
    name: 'a page of 101',
    call: (_, stripe) => stripe.charges.list({ limit: 101 }),
    status: 400,
    type: bad,
    code: 'parameter_invalid_integer',
    param: 'limit',
  },
  {
    name: 'an expansion of what is not a link',
    call: async (sim, stripe) => stripe.charges.retrieve((await sim.charge()).charge, { expand: ['amount'] }),
    status: 400,
    type: bad,
    code: undefined,
    param: 'expand[0]',
  },
  { name: 'an unknown URL', call: (sim) => raw(sim, 'GET /v1/nothing', ''), status: 404, type: bad, code: undefined },
  { name: 'another key', call: (sim) => sim.stripe(undefined, 'sk_test_other').charges.list(), status: 401, type: bad, code: undefined },
  {
    name: 'an account that is not connected',
    call: (sim) => sim.stripe('acct_none').charges.list(),
    status: 403,
    type: bad,
    code: 'account_invalid',
  },
  {
    name: 'a declined card',
    call: (_, stripe) =>
      stripe.paymentIntents.create({ amount: 100, currency: 'usd', confirm: true, payment_method: 'pm_card_chargeDeclined' }),
    status: 402,
    type: 'card_error',
    code: 'card_declined',
  },
  {
    name: 'a second capture',
    call: async (sim, stripe) => stripe.paymentIntents.capture((await sim.charge()).paymentIntent),
    status: 400,
    type: bad,
    code: 'payment_intent_unexpected_state',
  },
  {
    name: 'a cancellation of a refund that waits for nobody',
    call: async (sim, stripe) => stripe.refunds.cancel((await stripe.refunds.create({ charge: (await sim.charge()).charge })).id),
    status: 400,
    type: bad,
    code: undefined,
  },
]

describe('Stripe refuses, with its own status, code and parameter, and a Request-Id', () => {
  for (const { name, call, status, type, code, param } of cases) {
    it(name, async () => {
      await using sim = await start()
      const error = await refusal(call(sim, sim.stripe()))
      assert.deepEqual([error.statusCode, error.rawType, error.code, error.param], [status, type, code, param])
      assert.match(error.requestId ?? '', /^req_/)
    })
  }
})

import { expect } from '@open-wc/testing'
import { PROBLEMS, type Problem } from '../../server/contract/problems.ts'
import { problem } from '../../widget/shared/problem-messages.ts'

const answered = (code: string, more: Partial<Problem> = {}): Problem => ({
  type: 'about:blank',
  title: 'The server’s title',
  status: 422,
  detail: 'The server’s detail',
  code,
  requestId: 'req_1',
  ...more,
})

describe('what is said of a problem', () => {
  for (const code of [...Object.keys(PROBLEMS), 'a_code_of_tomorrow', 'constructor']) {
    it(`says ${code} in the widget’s own words, never the server’s`, () => {
      const said = problem(answered(code), null)
      expect(said).to.match(/^[A-Z].{15,}\.$/u)
      expect(said).not.to.match(/server’s|_/u)
    })
  }

  for (const stripeCode of [
    'charge_already_refunded',
    'charge_disputed',
    'refund_disputed_payment',
    'balance_insufficient',
    'insufficient_funds',
    'amount_too_small',
    'amount_too_large',
    'resource_missing',
    'charge_exceeds_source_limit',
  ]) {
    it(`says of Stripe’s ${stripeCode} more than that it refused`, () => {
      const said = problem(answered('stripe_refused', { stripeCode }), null)
      expect(said).not.to.equal(problem(answered('stripe_refused', { stripeCode: null }), null))
      expect(said).not.to.match(/server’s|_/u)
    })
  }

  it('says what to do where the balance at Stripe is too low', () => {
    expect(problem(answered('stripe_refused', { stripeCode: 'balance_insufficient' }), null)).to.contain('Top up')
  })

  for (const stripeCode of ['a_code_of_tomorrow', 'constructor', '__proto__', null, undefined]) {
    it(`says once that Stripe refused, and that no money went, where its code is ${String(stripeCode)}`, () => {
      expect(problem(answered('stripe_refused', stripeCode === undefined ? {} : { stripeCode }), null)).to.equal(
        'Stripe refused this refund. Nothing was refunded. Open the payment in Stripe to see why.',
      )
    })
  }
})

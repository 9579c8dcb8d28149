/** What is read of Stripe's objects: every member that the books use, in each form in which Stripe gives it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseCharge } from '../../../server/stripe/objects/charge.ts'
import { parseSession } from '../../../server/stripe/objects/checkout-session.ts'
import { parseDispute } from '../../../server/stripe/objects/dispute.ts'
import { parseEvent } from '../../../server/stripe/objects/event.ts'
import { parseIntent } from '../../../server/stripe/objects/payment-intent.ts'
import { namedIntent, namesNoCharge, parseRefund } from '../../../server/stripe/objects/refund.ts'
import { readMarks, writeMarks } from '../../../server/stripe/objects/refund-marks.ts'

const MADE = 1_790_000_000
const AT = new Date(MADE * 1000)
const MARK = { jeweltrak_invoice: '1001' }

describe('a Charge', () => {
  const charge = {
    id: 'ch_1',
    object: 'charge',
    amount: 1_000,
    amount_captured: 900,
    amount_refunded: 300,
    captured: false,
    disputed: true,
    status: 'succeeded',
    currency: 'USD',
    created: MADE,
    payment_intent: 'pi_1',
    payment_method_details: { type: 'card', card: { brand: 'visa', last4: '4242', country: 'US' } },
    balance_transaction: { id: 'txn_1', amount: 820, fee: 59, currency: 'EUR', net: 1 },
    receipt_url: 'https://pay.stripe.com/receipts/1',
    metadata: MARK,
  }
  const read = (members: object = {}) => parseCharge({ ...charge, ...members })

  test('is read whole', () => {
    assert.deepEqual(read(), {
      id: 'ch_1',
      isCaptured: true,
      authorized: 1_000,
      captured: 900,
      amountRefunded: 300,
      isDisputed: true,
      currency: 'usd',
      createdAt: AT,
      paymentIntent: 'pi_1',
      method: 'stripe_link',
      requiresReader: false,
      card: { brand: 'visa', last4: '4242' },
      fee: { amount: 59, currency: 'eur' },
      receiptUrl: 'https://pay.stripe.com/receipts/1',
      mark: '1001',
      intentMark: undefined,
    })
  })

  test('is money only where it succeeded and was captured', () => {
    assert.equal(read({ captured: true, amount_captured: 0 }).isCaptured, false)
    assert.equal(read({ status: 'pending' }).isCaptured, false)
  })

  test('has its intent’s mark where the intent was expanded', () => {
    assert.partialDeepStrictEqual(read({ payment_intent: { id: 'pi_2', metadata: MARK } }), { paymentIntent: 'pi_2', intentMark: '1001' })
    assert.equal(read({ payment_intent: { id: 'pi_2', metadata: {} } }).intentMark, null)
    assert.partialDeepStrictEqual(read({ payment_intent: null }), { paymentIntent: null, intentMark: null })
    assert.equal(read({ payment_intent: undefined }).paymentIntent, null)
  })

  test('has no fee while its movement is not expanded, or not there', () => {
    for (const balance_transaction of ['txn_1', null, undefined]) assert.equal(read({ balance_transaction }).fee, null)
  })

  test('of a reader says so, and that of Interac needs the reader again', () => {
    const card = { brand: 'interac', last4: '0003' }
    const method = (type: string) => {
      const { method: by, requiresReader, card: shown } = read({ payment_method_details: { type, [type]: card } })
      return [by, requiresReader, shown]
    }
    assert.deepEqual(method('card_present'), ['stripe_terminal', false, card])
    assert.deepEqual(method('interac_present'), ['stripe_terminal', true, card])
  })

  test('without a card shows none, nor half of one', () => {
    for (const payment_method_details of [null, { type: 'us_bank_account' }, { type: 'card', card: { brand: 'visa', last4: null } }])
      assert.deepEqual([read({ payment_method_details }).card, read({ payment_method_details }).method], [null, 'stripe_link'])
    assert.equal(read({ payment_method_details: { type: 'card', card: { brand: null, last4: '4242' } } }).card, null)
    assert.equal(read({ payment_method_details: { type: 'card', card: null, card_present: null } }).card, null)
    assert.equal(read({ payment_method_details: { type: null } }).method, 'stripe_link')
  })

  test('may lack what older versions lack', () => {
    assert.partialDeepStrictEqual(read({ metadata: null, disputed: undefined }), { mark: null, isDisputed: false })
  })

  test('can’t be read without what decides where it belongs and what can be done with it', () => {
    for (const member of ['metadata', 'payment_method_details', 'amount_captured'])
      assert.throws(() => read({ [member]: undefined }), new RegExp(`: ${member} does not fit`))
  })

  test('has no fee where its movement is that of one capture of several', () => {
    const movement = (amount: number, currency: string) => ({ id: 'txn_1', amount, fee: 20, currency })
    assert.equal(read({ balance_transaction: movement(400, 'usd') }).fee, null)
    assert.deepEqual(read({ balance_transaction: movement(900, 'usd') }).fee, { amount: 20, currency: 'usd' })
  })

  test('that can’t be read is reported by the names of its members, never by their values', () => {
    assert.throws(() => read({ payment_method_details: { card: { brand: 5 } } }), /: payment_method_details\.card\.brand does not fit/)
    assert.throws(() => parseCharge(null), /^Error: This is no charge that can be read\.$/)
    assert.throws(
      () => read({ amount: '1000', currency: null }),
      /^Error: This is no charge that can be read: amount, currency does not fit\.$/,
    )
  })
})

describe('a Refund', () => {
  const refund = {
    id: 're_1',
    amount: 300,
    currency: 'USD',
    charge: 'ch_1',
    created: MADE,
    status: 'succeeded',
    reason: 'duplicate',
    pending_reason: 'processing',
    failure_reason: 'unknown',
    balance_transaction: 'txn_2',
    destination_details: {
      type: 'card',
      card: { reference: '74', reference_status: 'available', reference_type: 'acquirer_reference_number' },
    },
    metadata: { jeweltrak_refund_request: 'pay_1', jeweltrak_store: 'default', jeweltrak_invoice: '1001' },
  }
  const read = (members: object = {}) => parseRefund({ ...refund, ...members })
  const NO_REFERENCE = { type: null, value: null, status: null }

  test('is read whole', () => {
    assert.deepEqual(read(), {
      id: 're_1',
      charge: 'ch_1',
      amount: 300,
      currency: 'usd',
      status: 'succeeded',
      createdAt: AT,
      reason: 'duplicate',
      pendingReason: 'processing',
      failureReason: 'unknown',
      reference: { type: 'acquirer_reference_number', value: '74', status: 'available' },
      balanceTransaction: 'txn_2',
      request: 'pay_1',
      marks: { request: 'pay_1', store: 'default', invoice: '1001', requester: null },
    })
  })

  test('has any status of Stripe’s; one that is not known yet counts as pending, none at all as done', () => {
    for (const status of ['pending', 'requires_action', 'succeeded', 'failed', 'canceled']) assert.equal(read({ status }).status, status)
    assert.equal(read({ status: 'in_orbit' }).status, 'pending')
    for (const status of [null, undefined]) assert.equal(read({ status }).status, 'succeeded')
  })

  test('has no reference where its destination names none', () => {
    for (const destination_details of [null, undefined, {}, { type: 'card' }, { type: 'card', us_bank_transfer: { reference: '1' } }])
      assert.deepEqual(read({ destination_details }).reference, NO_REFERENCE)
    assert.deepEqual(read({ destination_details: { type: 'card', card: {} } }).reference, NO_REFERENCE)
  })

  test('may name its charge and its movement by id or whole, and of no charge is none of ours', () => {
    assert.partialDeepStrictEqual(read({ charge: { id: 'ch_2' }, balance_transaction: { id: 'txn_3' } }), {
      charge: 'ch_2',
      balanceTransaction: 'txn_3',
    })
    assert.equal(read({ balance_transaction: null }).balanceTransaction, null)
    assert.throws(() => read({ charge: null }), /^Error: refund re_1 names no charge$/)
    assert.throws(() => read({ charge: undefined }), /^Error: refund re_1 names no charge$/)
    assert.deepEqual([{ charge: null }, { charge: 'ch_1' }, {}, null].map(namesNoCharge), [true, false, false, false])
  })

  test('that names only its payment intent is of that intent’s charge', () => {
    const onlyIntent = { charge: null, payment_intent: 'pi_1' }
    assert.equal(namesNoCharge(onlyIntent), false)
    assert.equal(parseRefund({ ...refund, ...onlyIntent }, 'ch_2').charge, 'ch_2')
    assert.deepEqual(
      [onlyIntent, { payment_intent: { id: 'pi_2' } }, { ...onlyIntent, charge: 'ch_1' }, { charge: null }].map(namedIntent),
      ['pi_1', 'pi_2', null, null],
    )
  })

  test('of the dashboard is marked with nothing', () => {
    assert.partialDeepStrictEqual(read({ metadata: {} }), { request: null, marks: null })
    assert.equal(read({ metadata: null }).marks, null)
  })
})

describe('the marks of a refund', () => {
  const requester = { via: 'widget', actor: 'user_1', key: 'digest', approvedBy: null } as const
  const marks = { request: 'pay_1', store: 'default', invoice: '1001', requester }

  test('are read as they were written, with the actor and without', () => {
    for (const written of [
      marks,
      { ...marks, requester: null },
      { ...marks, requester: { ...requester, via: 'host' as const, approvedBy: 'user_2' } },
    ])
      assert.deepEqual(readMarks(writeMarks(written)), written)
    assert.deepEqual(writeMarks(marks), {
      jeweltrak_refund_request: 'pay_1',
      jeweltrak_store: 'default',
      jeweltrak_invoice: '1001',
      jeweltrak_via: 'widget',
      jeweltrak_actor: 'user_1',
      jeweltrak_key: 'digest',
    })
  })

  test('are none where the request, the store or the invoice is missing, and name nobody where one thing of the requester is', () => {
    const written = writeMarks(marks)
    const without = (member: string) => readMarks(Object.fromEntries(Object.entries(written).filter(([name]) => name !== member)))
    for (const member of ['jeweltrak_refund_request', 'jeweltrak_store', 'jeweltrak_invoice']) assert.equal(without(member), null, member)
    for (const member of ['jeweltrak_via', 'jeweltrak_actor', 'jeweltrak_key']) assert.equal(without(member)?.requester, null, member)
    assert.equal(readMarks({ ...written, jeweltrak_via: 'dashboard' })?.requester, null)
  })
})

describe('a Dispute', () => {
  const dispute = {
    id: 'du_1',
    charge: 'ch_1',
    amount: 1_000,
    currency: 'USD',
    reason: 'fraudulent',
    status: 'needs_response',
    is_charge_refundable: true,
    created: MADE,
    evidence_details: { due_by: MADE + 60, submission_count: 1 },
    balance_transactions: [{ amount: -1_000, fee: 1_500, currency: 'EUR', created: MADE }],
    payment_method_details: { card: { case_type: 'chargeback' } },
  }
  const read = (members: object = {}) => parseDispute({ ...dispute, ...members })

  test('is read whole', () => {
    assert.deepEqual(read(), {
      id: 'du_1',
      charge: 'ch_1',
      amount: 1_000,
      currency: 'usd',
      reason: 'fraudulent',
      status: 'needs_response',
      isChargeRefundable: true,
      openedAt: AT,
      evidenceDueBy: new Date((MADE + 60) * 1000),
      evidenceSubmitted: true,
      movements: [{ amount: -1_000, fee: 1_500, currency: 'eur', at: AT }],
      caseType: 'chargeback',
    })
  })

  test('has evidence only once some was sent, and may lack all that need not be there', () => {
    assert.equal(read({ evidence_details: { due_by: null, submission_count: 0 } }).evidenceSubmitted, false)
    for (const none of [null, undefined]) {
      const bare = read({ evidence_details: none, balance_transactions: none, payment_method_details: none })
      assert.partialDeepStrictEqual(bare, { evidenceDueBy: null, evidenceSubmitted: false, caseType: null })
      assert.deepEqual(bare.movements, [])
    }
    assert.equal(read({ payment_method_details: { card: null } }).caseType, null)
    for (const is_charge_refundable of [null, undefined]) assert.equal(read({ is_charge_refundable }).isChargeRefundable, false)
  })
})

describe('a Checkout Session, a Payment Intent and an Event', () => {
  test('are read whole, and with nothing in them', () => {
    assert.deepEqual(parseSession({ id: 'cs_1', client_reference_id: '1002', payment_intent: { id: 'pi_1' }, metadata: MARK }), {
      id: 'cs_1',
      mark: '1001',
      reference: '1002',
      paymentIntent: 'pi_1',
    })
    assert.deepEqual(parseSession({ id: 'cs_1' }), { id: 'cs_1', mark: null, reference: null, paymentIntent: null })
    assert.deepEqual(parseIntent({ id: 'pi_1', latest_charge: 'ch_1', metadata: MARK }), { id: 'pi_1', latestCharge: 'ch_1', mark: '1001' })
    assert.deepEqual(parseIntent({ id: 'pi_1', latest_charge: null }), { id: 'pi_1', latestCharge: null, mark: null })
    assert.throws(() => parseSession({}), /no checkout session that can be read: id does not fit/)
    assert.throws(() => parseIntent({}), /no payment intent that can be read: id does not fit/)
    assert.throws(() => parseEvent({}), /no event that can be read: id, type, livemode, data does not fit/)
  })

  test('names the charge that an event is about: the charge itself, or what its object names', () => {
    const event = (object: object, members: object = {}) =>
      parseEvent({ id: 'evt_1', type: 'any', livemode: true, data: { object }, ...members })
    const charge = { object: 'charge', id: 'ch_1' }
    assert.deepEqual(event(charge, { account: 'acct_1' }), {
      id: 'evt_1',
      type: 'any',
      account: 'acct_1',
      livemode: true,
      charge: 'ch_1',
      object: charge,
    })
    assert.equal(event({ object: 'refund', id: 're_1', charge: 'ch_2' }).charge, 'ch_2')
    assert.equal(event({ object: 'refund', id: 're_1', charge: { id: 'ch_3' } }).charge, 'ch_3')
    assert.deepEqual([event({ object: 'refund', charge: 7 }).charge, event({}).charge, event({}).account], [null, null, null])
  })
})

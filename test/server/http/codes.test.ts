/** Every code of the contract is answered by a real call, and no call answers one that it does not promise. */
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { after, before, describe, test } from 'node:test'
import { CALLS, problemsOf, type Call, type CallId } from '../../../server/contract/calls.ts'
import { Problem, PROBLEMS, type ProblemCode } from '../../../server/contract/problems.ts'
import type { ApiAnswer, CallOptions } from '../../support/api.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const CASH = { method: 'cash', amount: 100 }
const KEYED = (): { headers: Record<string, string> } => ({ headers: { 'Idempotency-Key': crypto.randomUUID() } })

describe('the codes of the contract', () => {
  let shop: HttpShop
  const answered = new Set<ProblemCode>()
  before(async () => {
    shop = await openShop({ http: true })
  })
  after(() => shop.stop())

  /** Makes the call, and checks that what refuses it is a problem of that code which the call promises. */
  const refuses = async (
    code: ProblemCode,
    id: CallId,
    path: Record<string, string>,
    options: CallOptions & { bearer?: string | null } = {},
  ) => {
    const { bearer, ...rest } = options
    const call: Call = CALLS[id]
    const filled = call.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => path[name] ?? 'none')
    const answer: ApiAnswer = await shop.api(bearer).call(call.method.toUpperCase(), filled, rest)
    const problem = Problem.parse(answer.json)
    assert.equal(problem.code, code, answer.text)
    assert.deepEqual([problem.status, answer.status], [PROBLEMS[code].status, PROBLEMS[code].status])
    assert.match(problem.title, /^[A-Z].*\.$/)
    assert.ok(problemsOf(call).includes(code), `${id} does not promise ${code}`)
    answered.add(code)
  }
  const refund = (payment: string, amount: number) => ({ body: { payment, amount }, ...KEYED() })

  /** A person asks for more than they may refund alone, and may also approve what others ask for. */
  const askForApproval = async (invoice: string) => {
    const { payment } = await shop.paid(1_000, { invoice })
    const bearer = await shop.host.openSession(invoice, { permissions: ['refund', 'approve'], approvalAbove: 10 })
    const asked = await shop.api(bearer).call('POST', `/v1/invoices/${invoice}/refunds`, refund(payment, 11))
    assert.equal(asked.status, 202, asked.text)
    return { bearer, payment: (await shop.tab(invoice)).payments.at(-1)?.id ?? '' }
  }

  const CASES: Readonly<Record<ProblemCode, (invoice: string) => Promise<void>>> = {
    async rate_limited() {
      await using server = await openShop({ http: true, rateLimit: { perSecond: 0.001, burst: 1 } })
      await server.api(null).call('GET', '/v1/attention')
      assert.equal((await server.api(null).call('GET', '/v1/attention')).code, 'rate_limited')
      assert.ok(problemsOf(CALLS.listAttention).includes('rate_limited'))
      answered.add('rate_limited')
    },
    unauthenticated: (invoice) => refuses('unauthenticated', 'readTab', { invoice }, { bearer: 'nobody' }),
    async forbidden(invoice) {
      await refuses('forbidden', 'listAttention', {}, { bearer: await shop.host.openSession(invoice) })
      const recorder = await shop.host.openSession(invoice, { permissions: ['record'] })
      await refuses('forbidden', 'recordPayment', { invoice }, { bearer: recorder, body: { ...CASH, direction: 'out' }, ...KEYED() })
      await refuses('forbidden', 'readAudit', { invoice }, { bearer: recorder })
    },
    payload_too_large: (invoice) => refuses('payload_too_large', 'putInvoice', { invoice }, { raw: 'x'.repeat(300_000) }),
    unsupported_media_type: (invoice) =>
      refuses('unsupported_media_type', 'recordPayment', { invoice }, { raw: '{}', headers: { 'Content-Type': 'text/plain' } }),
    invalid_request: (invoice) => refuses('invalid_request', 'recordPayment', { invoice }, { body: { method: 'shells' } }),
    invalid_signature: () => refuses('invalid_signature', 'receiveWebhook', {}, { body: {} }),
    not_found: () => refuses('not_found', 'readTab', { invoice: 'nowhere' }),
    async idempotency_key_reused(invoice) {
      const keyed = KEYED()
      await shop.post(`/v1/invoices/${invoice}/payments`, CASH, keyed)
      await refuses('idempotency_key_reused', 'recordPayment', { invoice }, { body: { ...CASH, amount: 101 }, ...keyed })
    },
    async own_request(invoice) {
      const { bearer, payment } = await askForApproval(invoice)
      await refuses('own_request', 'approveRefund', { invoice, payment }, { bearer })
      await refuses('own_request', 'declineRefund', { invoice, payment }, { bearer })
    },
    async not_awaiting_approval(invoice) {
      const { bearer, payment } = await askForApproval(invoice)
      assert.equal((await shop.api(bearer).call('POST', `/v1/invoices/${invoice}/refunds/${payment}/withdraw`)).status, 204)
      const actor = { id: 'user_2', name: 'Sam' }
      await refuses('not_awaiting_approval', 'approveRefund', { invoice, payment }, { body: { actor } })
      await refuses('not_awaiting_approval', 'declineRefund', { invoice, payment }, { body: { actor } })
    },
    async stripe_row_not_removable(invoice) {
      const { payment } = await shop.paid(100, { invoice })
      await refuses('stripe_row_not_removable', 'removePayment', { invoice, payment })
    },
    async invoice_voided() {
      const invoice = await shop.newInvoice({ status: 'voided' })
      await refuses('invoice_voided', 'recordPayment', { invoice }, { body: CASH })
    },
    async currency_fixed(invoice) {
      await shop.post(`/v1/invoices/${invoice}/payments`, CASH)
      await refuses('currency_fixed', 'putInvoice', { invoice }, { body: { number: '1', currency: 'eur', total: 1 } })
    },
    async too_many_rows(invoice) {
      await sql`insert into payments (id, store, invoice, kind, method, amount, currency, status, via)
        select ${invoice} || n, 'default', ${invoice}, 'book', 'cash', 1, 'usd', 'succeeded', 'host' from generate_series(1, 1000) n`.execute(
        shop.db,
      )
      await refuses('too_many_rows', 'recordPayment', { invoice }, { body: CASH })
    },
    async not_refundable(invoice) {
      await shop.post(`/v1/invoices/${invoice}/payments`, CASH)
      const [cash] = (await shop.tab(invoice)).payments
      await refuses('not_refundable', 'requestRefund', { invoice }, refund(cash?.id ?? '', 1))
    },
    async charge_disputed(invoice) {
      const { charge, payment } = await shop.paid(1_000, { invoice })
      await shop.play('/_sim/disputes', { charge })
      await shop.quiet()
      await refuses('charge_disputed', 'requestRefund', { invoice }, refund(payment, 1))
    },
    async requires_reader(invoice) {
      const { payment } = await shop.paid(1_000, { invoice, method: 'interac' })
      await refuses('requires_reader', 'requestRefund', { invoice }, refund(payment, 1))
    },
    amount_not_positive: (invoice) => refuses('amount_not_positive', 'recordPayment', { invoice }, { body: { ...CASH, amount: 0 } }),
    async amount_exceeds_refundable(invoice) {
      const { payment } = await shop.paid(1_000, { invoice })
      await refuses('amount_exceeds_refundable', 'requestRefund', { invoice }, refund(payment, 1_001))
    },
    async exceeds_permission(invoice) {
      const { payment } = await shop.paid(1_000, { invoice })
      const bearer = await shop.host.openSession(invoice, { maxRefund: 10 })
      await refuses('exceeds_permission', 'requestRefund', { invoice }, { bearer, ...refund(payment, 11) })
      await refuses('exceeds_permission', 'recordPayment', { invoice }, { bearer, body: { ...CASH, direction: 'out' }, ...KEYED() })
      await shop.post(`/v1/invoices/${invoice}/payments`, CASH)
      const cash = (await shop.tab(invoice)).payments.find(({ method }) => method === 'cash')?.id ?? ''
      await refuses('exceeds_permission', 'removePayment', { invoice, payment: cash }, { bearer })
    },
    async stripe_refused(invoice) {
      const { charge, payment } = await shop.paid(1_000, { invoice })
      await shop.withheld(() => shop.play('/_sim/refunds', { charge, amount: 1_000 }))
      await refuses('stripe_refused', 'requestRefund', { invoice }, refund(payment, 10))
    },
    async stripe_unavailable(invoice) {
      await shop.paid(1_000, { invoice })
      await shop.simulator.control('PUT', '/_sim/faults', { api: { failBefore: 1 } })
      await refuses('stripe_unavailable', 'syncInvoice', { invoice })
      await shop.simulator.control('DELETE', '/_sim/faults')
    },
    async unavailable(invoice) {
      await shop.db.transaction().execute(async (tx) => {
        await tx.selectFrom('invoices').selectAll().where('id', '=', invoice).forUpdate().execute()
        await refuses('unavailable', 'recordPayment', { invoice }, { body: CASH })
      })
    },
    async internal(invoice) {
      await sql`alter table audit_entries rename to audit_entries_away`.execute(shop.db)
      await refuses('internal', 'readAudit', { invoice })
      await sql`alter table audit_entries_away rename to audit_entries`.execute(shop.db)
    },
  }

  for (const [code, answer] of Object.entries(CASES)) {
    test(`${code} is answered`, async () => answer(await shop.newInvoice()))
  }

  test('that is all of them, and each is promised by some call', () => {
    const codes = Object.keys(PROBLEMS).toSorted()
    assert.deepEqual([...answered].toSorted(), codes)
    assert.deepEqual([...new Set(Object.values<Call>(CALLS).flatMap(problemsOf))].toSorted(), codes)
  })
})

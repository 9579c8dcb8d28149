/** Amounts that are none, by every call that takes one, of the host and of a person. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ProblemCode } from '../../../../server/contract/problems.ts'
import { Payment } from '../../../../server/contract/tab.ts'
import { createApi, type Api } from '../../../support/api.ts'
import { assertNothingSecretLogged } from '../../../support/secrets.ts'
import { assertProblem, CUSTOMER, leavesAll } from './untouched.ts'
import { openShop, type HttpShop } from '../../../support/shop.ts'

/** As they are written in the JSON; some are no JSON at all. */
const NO_INTEGERS = [
  ...['1.5', '0.1', '-0.5', '1e-1', '0.1e1', '1e-400', '100.00000000000000000001', '1E3.5'],
  ...['9007199254740992', '-9007199254740992', '9007199254740993', '1e16', '1e999', '-1e999', '123456789012345678901234567890'],
  ...['"1e3"', '"100"', '""', '" 1"', '"0x10"', '"１００"', '"$1.00"', '"1,000"', '"NaN"'],
  ...['null', 'true', 'false', '[]', '[100]', '{}', '{"amount":100}', '{"$gt":0}'],
  ...['NaN', 'Infinity', '0x10', '010', '+1', '1.', '.5', '1_000', '1n', '١٠٠'],
]
const NOT_POSITIVE = ['0', '-0', '-1', '-100', '-9007199254740991', '0.0', '0e5']
const CHARGED = 100_00

/** What each currency does not have, of a charge of 100,000 of its minor units. */
const WRONG_DECIMALS: Readonly<Record<string, readonly string[]>> = {
  jpy: ['0.5', '10.5', '1000.01'],
  krw: ['100.5'],
  kwd: ['1', '1001', '1005', '99999', '10.5'],
  bhd: ['1234'],
  isk: ['1', '50', '150', '99999'],
  ugx: ['101'],
}

describe('an amount that is none', () => {
  let shop: HttpShop
  const rows = new Map<string, { readonly invoice: string; readonly payment: string; readonly person: Api }>()
  const tokens: string[] = []
  before(async () => {
    shop = await openShop({ http: true })
    for (const currency of ['usd', ...Object.keys(WRONG_DECIMALS)]) {
      const invoice = await shop.newInvoice({ currency, total: 1_000_000, customer: CUSTOMER })
      const { payment } = await shop.paid(currency === 'usd' ? CHARGED : 100_000, { invoice, currency })
      const token = await shop.host.openSession(invoice)
      tokens.push(token)
      rows.set(currency, { invoice, payment, person: createApi(shop.url, token) })
    }
  })
  after(() => shop.stop())

  const at = (currency: string) => {
    const found = rows.get(currency)
    assert.ok(found !== undefined)
    return found
  }
  const send = (api: Api, method: string, path: string, raw: string) =>
    api.call(method, path, { raw, headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() } })
  const callers = (currency: string): readonly Api[] => [shop.host, at(currency).person]
  const refund = (api: Api, currency: string, amount: string) =>
    send(api, 'POST', `/v1/invoices/${at(currency).invoice}/refunds`, `{"payment":"${at(currency).payment}","amount":${amount}}`)
  const record = (api: Api, currency: string, amount: string, more = '') =>
    send(api, 'POST', `/v1/invoices/${at(currency).invoice}/payments`, `{"method":"cash","amount":${amount}${more}}`)

  const tries = async (currency: string, amounts: readonly string[], code: ProblemCode): Promise<void> =>
    leavesAll(shop, [at(currency).invoice], async () => {
      for (const api of callers(currency)) {
        for (const amount of amounts) {
          assertProblem(await refund(api, currency, amount), code, `refund ${amount} ${currency}`)
          for (const more of ['', ',"direction":"out"'])
            assertProblem(await record(api, currency, amount, more), code, `record ${amount} ${currency}`)
        }
      }
    })

  test(`is refused as invalid_request where it is no integer that can be counted: ${NO_INTEGERS.length} ways to write none`, () =>
    tries('usd', NO_INTEGERS, 'invalid_request'))

  test(`is refused as amount_not_positive where it is nothing or less: ${NOT_POSITIVE.length} ways`, () =>
    tries('usd', NOT_POSITIVE, 'amount_not_positive'))

  for (const [currency, amounts] of Object.entries(WRONG_DECIMALS)) {
    test(`is refused as invalid_request where ${currency.toUpperCase()} has no such decimal: ${amounts.join(', ')}`, () =>
      tries(currency, amounts, 'invalid_request'))
  }

  test('is refused over the cap, with what is left, by a cent and by all that can be counted', () =>
    leavesAll(shop, [at('usd').invoice], async () => {
      for (const api of callers('usd')) {
        for (const amount of [String(CHARGED + 1), '9007199254740991'])
          assert.equal(assertProblem(await refund(api, 'usd', amount), 'amount_exceeds_refundable', amount).refundable, CHARGED)
      }
    }))

  test('is refused over what a person may refund, and the host may refund it', async () => {
    const invoice = await shop.newInvoice()
    const { payment } = await shop.paid(CHARGED, { invoice })
    const token = await shop.host.openSession(invoice, { maxRefund: 50_00 })
    tokens.push(token)
    const person = createApi(shop.url, token)
    const refund = (api: Api, amount: number) => send(api, 'POST', `/v1/invoices/${invoice}/refunds`, JSON.stringify({ payment, amount }))
    await leavesAll(shop, [invoice], async () => void assertProblem(await refund(person, 50_01), 'exceeds_permission', 'one cent more'))
    assert.equal((await refund(person, 50_00)).status, 201)
    await leavesAll(shop, [invoice], async () => void assertProblem(await refund(person, 1), 'exceeds_permission', 'again'))
    assert.equal((await refund(shop.host, 50_00)).status, 201)
  })

  test('is refused for an invoice’s total and a session’s cap as well', () =>
    leavesAll(shop, [at('usd').invoice], async () => {
      const { invoice } = at('usd')
      for (const amount of NO_INTEGERS) {
        const put = await send(shop.host, 'PUT', `/v1/invoices/${invoice}`, `{"number":"1","currency":"usd","total":${amount}}`)
        assertProblem(put, 'invalid_request', `total ${amount}`)
      }
      for (const amount of [...NO_INTEGERS, '-1', '-9007199254740991']) {
        const session = `{"invoice":"${invoice}","actor":{"id":"1","name":"A"},"maxRefund":${amount}}`
        assertProblem(await send(shop.host, 'POST', '/v1/embed-sessions', session), 'invalid_request', `maxRefund ${amount}`)
      }
    }))

  test('is one to the last unit where the currency has it', async () => {
    for (const [currency, amount] of Object.entries({
      jpy: '99999',
      krw: '1',
      kwd: '99990',
      bhd: '10',
      isk: '99900',
      ugx: '100',
      usd: '1e2',
    })) {
      assert.equal((await refund(shop.host, currency, amount)).status, 201, `refund ${amount} ${currency}`)
      assert.equal((await record(shop.host, currency, amount)).status, 201, `record ${amount} ${currency}`)
    }
    await shop.quiet()
  })

  test('is refused where an invoice could not be summed exactly any more, and its tab stays readable', async () => {
    const invoice = await shop.newInvoice()
    const most = (direction: string) =>
      send(shop.host, 'POST', `/v1/invoices/${invoice}/payments`, `{"method":"cash","amount":9007199254740991,"direction":"${direction}"}`)
    const put = (total: string) => send(shop.host, 'PUT', `/v1/invoices/${invoice}`, `{"number":"1","currency":"usd","total":${total}}`)
    await leavesAll(shop, [invoice], async () => {
      for (const direction of ['in', 'out']) assertProblem(await most(direction), 'invalid_request', direction)
    })
    assert.equal((await put('0')).status, 200)
    const recorded = await most('in')
    assert.equal(recorded.status, 201)
    await leavesAll(shop, [invoice], async () => {
      for (const direction of ['in', 'out']) assertProblem(await most(direction), 'invalid_request', direction)
      assertProblem(await put('-1'), 'invalid_request', 'total -1')
    })
    assert.equal((await shop.tab(invoice)).invoice.balance, -Number.MAX_SAFE_INTEGER)
    const { id } = Payment.parse(recorded.json)
    assert.equal((await shop.host.call('DELETE', `/v1/invoices/${invoice}/payments/${id}`)).status, 204)
    assert.equal((await most('out')).status, 201)
  })

  test('puts nothing secret into the log', () => assertNothingSecretLogged(shop, ...tokens, CUSTOMER.name, CUSTOMER.email, 'Ada Vance'))
})

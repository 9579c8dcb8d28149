/** Every call by every kind of caller, on its own store's invoice and on another store's: the whole table over HTTP. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { CALLS, type Call } from '../../../server/contract/calls.ts'
import { addStore } from '../../../server/access/add-store.ts'
import { issueKey, newApiKey } from '../../../server/access/issue-key.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const INVOICE = 'shared_number'
const OTHER_INVOICE = 'another'

/** Bodies that are well formed; what they name does not exist, so that nothing changes. */
const BODIES: Readonly<Record<string, object>> = {
  putInvoice: { number: '1', currency: 'usd', total: 1 },
  createEmbedSession: { invoice: INVOICE, actor: { id: '1', name: 'A' } },
  recordPayment: { method: 'cash', amount: 0 },
  acknowledgeAttention: { acknowledge: true },
  requestRefund: { payment: 'pay_none', amount: 1 },
}

type Principal =
  | 'nobody'
  | 'own key'
  | 'foreign key'
  | 'session with all permissions'
  | 'session with none'
  | 'session of another invoice'
  | 'session of another store'
  | 'session of the desk'
const CALLERS: readonly Principal[] = [
  'nobody',
  'own key',
  'foreign key',
  'session with all permissions',
  'session with none',
  'session of another invoice',
  'session of another store',
  'session of the desk',
]

describe('who may call what', () => {
  let server: HttpShop
  const bearers = new Map<Principal, string | null>([['nobody', null]])

  before(async () => {
    server = await openShop({ http: true })
    const foreignKey = newApiKey()
    const services = { db: server.db, clock: () => new Date() }
    await addStore(services, { id: 'foreign', name: 'Foreign', stripeAccount: 'acct_foreign', livemode: false, allowedOrigins: [] })
    await issueKey(services, 'foreign', foreignKey)
    const [own, foreign] = [server.api(), server.api(foreignKey)]
    await own.putInvoice(INVOICE)
    await own.putInvoice(OTHER_INVOICE)
    await foreign.putInvoice('theirs')
    bearers.set('own key', 'test_key_of_the_default_store')
    bearers.set('foreign key', foreignKey)
    bearers.set('session with all permissions', await own.openSession(INVOICE))
    bearers.set('session with none', await own.openSession(INVOICE, { permissions: [] }))
    bearers.set('session of another invoice', await own.openSession(OTHER_INVOICE))
    bearers.set('session of another store', await foreign.openSession('theirs'))
    bearers.set('session of the desk', await own.openDeskSession())
  })
  after(() => server.stop())

  const { putInvoice, ...others } = CALLS
  // Last, as the other store then has an invoice of the same number.
  for (const [id, call] of Object.entries<Call>({ ...others, putInvoice })) {
    if (call.by !== 'host' && call.by !== 'both' && call.by !== 'desk') continue
    for (const principal of CALLERS) {
      const expected = expectedOf(id, call, principal)
      test(`${id} by ${principal}: ${expected ?? 'allowed'}`, async () => {
        const answer = await send(id, call, bearers.get(principal) ?? null)
        if (expected !== null) return assert.equal(answer.code, expected, answer.text)
        assert.ok(!['unauthenticated', 'forbidden', 'rate_limited', 'internal', 'invalid_request'].includes(answer.code ?? ''), answer.text)
      })
    }
  }

  test('after all of this, the invoice is as it was', async () => {
    const { invoice, payments } = await server.api().tab(INVOICE)
    assert.deepEqual([invoice.total, invoice.paid, payments.length], [1, 0, 0])
  })

  test('a person may not import a Stripe payment, whatever the session allows', async () => {
    const session = bearers.get('session with all permissions') ?? null
    const answer = await server
      .api(session)
      .call('POST', `/v1/invoices/${INVOICE}/payments`, { body: { method: 'stripe_link', charge: 'ch_1' } })
    assert.equal(answer.code, 'forbidden')
  })

  async function send(id: string, call: Call, bearer: string | null) {
    const path = call.path.replace('{invoice}', INVOICE).replace('{payment}', 'pay_none').replace('{item}', '0')
    const body = BODIES[id]
    if (id !== 'streamTab' && id !== 'streamDesk')
      return server
        .api(bearer)
        .call(call.method.toUpperCase(), path, { ...(body === undefined ? {} : { body }), headers: { 'Idempotency-Key': 'key' } })
    // A stream has no end: its headers say all, and HEAD requests no more.
    const allowed = await server.api(bearer).call('HEAD', path)
    return allowed.status === 200 ? allowed : server.api(bearer).call('GET', path)
  }
})

/** The code that the contract gives, null where the caller may and the operation decides. */
function expectedOf(id: string, call: Call, principal: Principal): string | null {
  switch (principal) {
    case 'nobody':
      return 'unauthenticated'
    case 'own key':
      return null
    case 'foreign key':
      // Another store's number is no secret and no right: the invoice made under it is that store's own.
      return id === 'putInvoice' || id === 'listAttention' || call.by === 'desk' ? null : 'not_found'
    case 'session with all permissions':
      return call.by === 'both' ? null : 'forbidden'
    case 'session with none':
      return call.by === 'both' && call.permission === null ? null : 'forbidden'
    case 'session of the desk':
      return call.by === 'desk' ? null : 'forbidden'
    case 'session of another invoice':
    case 'session of another store':
      return 'forbidden'
  }
}

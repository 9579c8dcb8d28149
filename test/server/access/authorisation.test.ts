/** The authorisation table: every call by every kind of caller, at what is its own, another's, another store's, and nobody's. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Permission } from '../../../server/contract/fields.ts'
import { CALLS, type Call, type CallId } from '../../../server/contract/calls.ts'
import { addStore } from '../../../server/access/add-store.ts'
import { issueKey } from '../../../server/access/issue-key.ts'
import { createApi } from '../../support/api.ts'
import { databaseState } from '../../support/database-state.ts'
import { openEventStream } from '../../support/event-stream.ts'
import { assertNothingSecretLogged } from '../../support/secrets.ts'
import { authorizations, CALLER_KINDS, EMBED_SECRET, INVOICES, THEIR_KEY, type StoreId, type Who } from './callers.ts'
import { fourAtOnce } from '../../support/orders.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

/** An invoice, and a row or charge of that or of another: `owner` is `<store>/<invoice>`, null for one that nobody has. */
interface Target {
  readonly invoice: string
  readonly owner?: string | null
}

/** What an invoice of a store has: by these names a target's row is found. */
interface Things {
  readonly book: string
  readonly payment: string
  readonly charge: string
  readonly failedRefund: string
}

interface TableCall {
  readonly name: string
  readonly id: CallId
  readonly targets: readonly Target[]
  /** The answer of a call that may be made, at what is the caller's. */
  readonly allowed: string
  readonly body?: (target: Target, things: Things) => object
}

const EVERY_INVOICE: readonly Target[] = ['shared', 'ours_only', 'theirs_only', 'nobodys'].map((invoice) => ({ invoice }))
const EVERY_ROW: readonly Target[] = [
  { invoice: 'shared', owner: 'default/shared' },
  { invoice: 'shared', owner: 'default/ours_only' },
  { invoice: 'shared', owner: 'theirs/shared' },
  { invoice: 'shared', owner: 'theirs/theirs_only' },
  { invoice: 'shared', owner: null },
  { invoice: 'ours_only', owner: 'default/ours_only' },
  { invoice: 'theirs_only', owner: 'theirs/theirs_only' },
  { invoice: 'nobodys', owner: 'default/shared' },
]
const NOTHING: Things = { book: 'pay_none', payment: 'pay_none', charge: 'ch_none', failedRefund: 'pay_none' }

const TABLE: readonly TableCall[] = [
  { name: 'read the tab', id: 'readTab', targets: EVERY_INVOICE, allowed: '200' },
  { name: 'read a thread', id: 'readThread', targets: EVERY_ROW, allowed: '200' },
  { name: 'read the audit log', id: 'readAudit', targets: EVERY_INVOICE, allowed: '200' },
  { name: 'follow the tab', id: 'streamTab', targets: EVERY_INVOICE, allowed: '200' },
  { name: 'sync', id: 'syncInvoice', targets: EVERY_INVOICE, allowed: '200' },
  { name: 'record cash', id: 'recordPayment', targets: EVERY_INVOICE, allowed: '201', body: () => ({ method: 'cash', amount: 1 }) },
  {
    name: 'replace a failed refund',
    id: 'recordPayment',
    targets: EVERY_ROW,
    // Refused at last for its amount, so that it can be tried again and again.
    allowed: 'amount_not_positive',
    body: (_target, { failedRefund }) => ({ method: 'cash', amount: 0, direction: 'out', replaces: failedRefund }),
  },
  {
    name: 'import a charge',
    id: 'recordPayment',
    targets: EVERY_ROW,
    allowed: '200',
    body: (_target, { charge }) => ({ method: 'stripe_link', charge }),
  },
  { name: 'remove a book entry', id: 'removePayment', targets: EVERY_ROW, allowed: '204' },
  {
    name: 'refund',
    id: 'requestRefund',
    targets: EVERY_ROW,
    allowed: '201',
    body: (_target, { payment }) => ({ payment, amount: 1 }),
  },
  {
    name: 'open a session',
    id: 'createEmbedSession',
    targets: EVERY_INVOICE,
    allowed: '201',
    body: ({ invoice }) => ({ invoice, actor: { id: '1', name: 'Eve' }, permissions: ['refund'] }),
  },
  // Last: whoever may put an invoice has it from then on.
  {
    name: 'put an invoice',
    id: 'putInvoice',
    targets: EVERY_INVOICE,
    allowed: '200',
    body: ({ invoice }) => ({ number: invoice, currency: 'usd', total: 7 }),
  },
]

/** A call by one caller at one target, and what it is to be answered. */
interface Cell {
  readonly caller: string
  readonly who: Who
  readonly target: Target
  readonly answer: string
}

/** Whatever is no success leaves the books as they are; a success may not. */
function isRefused({ allowed }: TableCall, { answer }: Cell): boolean {
  return answer !== allowed || answer === 'amount_not_positive'
}

function described({ caller, target }: Cell, answer: string): string {
  const at = target.owner === undefined ? '' : ` what is of ${target.owner ?? 'nobody'}`
  return `with ${caller}, on invoice ${target.invoice}${at}: ${answer}`
}

function expected({ id, name, allowed }: TableCall, { invoice, owner }: Target, who: Who): string {
  const call: Call = CALLS[id]
  if (who.kind === 'nobody') return 'unauthenticated'
  if (who.kind === 'widget') {
    const may = call.by === 'both' && invoice === who.invoice && allows(call, who.permissions)
    const lacksRefund = name === 'replace a failed refund' && !who.permissions.includes('refund')
    if (!may || lacksRefund || name === 'import a charge') return 'forbidden'
  }
  if (id === 'putInvoice') return allowed
  if (!INVOICES[who.store].some((known) => known === invoice)) return 'not_found'
  if (owner === undefined || owner === `${who.store}/${invoice}`) return allowed
  // A charge of the same store on another of its invoices is known and stays there.
  return name === 'import a charge' && owner?.startsWith(`${who.store}/`) === true ? 'invalid_request' : 'not_found'
}

const SIZE = TABLE.reduce((sum, { targets }) => sum + targets.length, 0) * CALLER_KINDS.length

describe(`the authorisation table of ${SIZE} cells, ${TABLE.length} calls by ${CALLER_KINDS.length} kinds of callers`, () => {
  let shop: HttpShop
  let headers: Map<string, string | null>
  const things = new Map<string, Things>()
  const tally = new Map<string, number>()

  before(async () => {
    shop = await openShop({ http: true, embedSecret: EMBED_SECRET, accounts: ['acct_theirs'] })
    const services = { db: shop.db, clock: () => new Date() }
    await addStore(services, { id: 'theirs', name: 'Theirs', stripeAccount: 'acct_theirs', livemode: false, allowedOrigins: [] })
    await issueKey(services, 'theirs', THEIR_KEY)
    for (const store of ['default', 'theirs'] as const)
      for (const invoice of INVOICES[store]) things.set(`${store}/${invoice}`, await furnish(store, invoice))
    headers = await authorizations(shop)
  })
  after(() => shop.stop())

  /** An invoice with a charge, a failed refund and a book entry. */
  async function furnish(store: StoreId, invoice: string): Promise<Things> {
    const api = store === 'default' ? shop.host : createApi(shop.url, THEIR_KEY)
    const customer = { name: `Customer of ${store}`, email: `customer@${store}.example` }
    await api.putInvoice(invoice, { number: `No ${invoice} of ${store}`, total: 1_000_00, customer })
    const { charge } = await shop.pay(invoice, 500_00, store === 'default' ? {} : { store: 'acct_theirs' })
    const refund = await shop.play('/_sim/refunds', { charge, amount: 10_00, outcome: 'pending' })
    await shop.play(`/_sim/refunds/${refund}`, { status: 'failed' })
    await api.call('POST', `/v1/invoices/${invoice}/payments`, { body: { method: 'check', amount: 5_00 } })
    await shop.quiet()
    const { payments } = await api.tab(invoice)
    const row = (method: string): string => payments.find((one) => one.method === method)?.id ?? ''
    return { book: row('check'), payment: row('stripe_link'), charge, failedRefund: row('stripe_refund') }
  }

  for (const call of TABLE) {
    test(call.name, async () => {
      const cells = CALLER_KINDS.flatMap(({ name, who }) =>
        call.targets.map((target): Cell => ({ caller: name, who, target, answer: expected(call, target, who) })),
      )
      const [refused, granted] = [cells.filter((cell) => isRefused(call, cell)), cells.filter((cell) => !isRefused(call, cell))]
      const books = await databaseState(shop)
      const answers: string[] = []
      await fourAtOnce(refused, async (cell) => void answers.push(described(cell, await make(call, cell))))
      assert.deepEqual(answers.toSorted(), refused.map((cell) => described(cell, cell.answer)).toSorted())
      assert.deepEqual(await databaseState(shop), books, 'what was refused changed something')
      for (const cell of granted) assert.equal(described(cell, await make(call, cell)), described(cell, cell.answer))
      for (const { answer } of cells) tally.set(answer, (tally.get(answer) ?? 0) + 1)
    })
  }

  test('every cell was tried, and both stores’ books still match Stripe', async () => {
    assert.equal(
      [...tally.values()].reduce((sum, count) => sum + count, 0),
      SIZE,
    )
    assert.deepEqual([...tally.keys()].toSorted(), [
      '200',
      '201',
      '204',
      'amount_not_positive',
      'forbidden',
      'invalid_request',
      'not_found',
      'unauthenticated',
    ])
    for (const api of [shop.host, createApi(shop.url, THEIR_KEY)]) {
      const { json } = await api.call('POST', '/v1/invoices/shared/sync')
      assert.partialDeepStrictEqual(json, { matches: true, difference: 0, recorded: 0 })
    }
  })

  test('nothing secret was logged, of whatever caller', () => {
    const sent = [...headers.values()].flatMap((header) => header?.split(' ')[1] ?? []).filter((token) => token !== '')
    assertNothingSecretLogged(shop, ...sent, EMBED_SECRET, 'Customer of', 'customer@', 'Mallory', 'Ada Vance')
  })

  /** The answer's code, or its status where it is none of the refusals; checks it against whose answer it is. */
  async function make({ id, body }: TableCall, { caller, who, target }: Cell): Promise<string> {
    const authorization = headers.get(caller) ?? null
    const call: Call = CALLS[id]
    const aimed = things.get(target.owner ?? '') ?? NOTHING
    const path = call.path.replace('{invoice}', target.invoice).replace('{payment}', id === 'readThread' ? aimed.payment : aimed.book)
    const sent = authorization === null ? {} : { Authorization: authorization }
    // A stream has no end, so its headers are requested first: those of one that is refused come with a body that has one.
    if (id === 'streamTab' && (await shop.api(null).call('HEAD', path, { headers: sent })).status === 200) {
      await using stream = await openEventStream(`${shop.url}${path}`, '', sent)
      assertOf(who, (await stream.next())?.data ?? '')
      return String(stream.status)
    }
    const answer = await shop.api(null).call(call.method.toUpperCase(), path, {
      ...(body === undefined ? {} : { body: body(target, aimed) }),
      headers: { ...sent, 'Idempotency-Key': crypto.randomUUID() },
    })
    if (answer.code === null && id === 'readTab') assertOf(who, answer.text)
    if (who.kind !== 'nobody') assert.ok(!answer.text.includes(who.store === 'default' ? 'of theirs' : 'of default'), answer.text)
    return answer.code ?? String(answer.status)
  }

  function assertOf(who: Who, tab: string): void {
    const store = who.kind === 'nobody' ? 'nobody' : who.store
    assert.match(tab, new RegExp(`Customer of ${store}`))
  }
})

function allows({ permission }: Call, permissions: readonly Permission[]): boolean {
  if (permission === 'any') return permissions.length > 0
  return permission === null || permissions.includes(permission)
}

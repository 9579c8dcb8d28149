/**
 * A shop seen from outside: the whole server over HTTP, with customers, bank and dashboard played at the simulator, events
 * withheld and delivered in a chosen order, and a way to wait until all that was said is done.
 */
import assert from 'node:assert/strict'
import * as z from 'zod/mini'
import { AuditPage, type AuditEntry } from '../../server/contract/responses.ts'
import type { Dispute, Payment, Tab } from '../../server/contract/tab.ts'
import { HANDLERS } from '../../server/inbox/handlers.ts'
import { createApi, type Api, type ApiAnswer, type CallOptions } from './api.ts'
import { API_KEY, startTestServer, type TestServer, type TestServerOptions } from './server.ts'
import { until } from './until.ts'

export interface SentEvent {
  readonly id: string
  readonly type: string
}

export interface PaidCharge {
  readonly charge: string
  readonly paymentIntent: string
  readonly session: string | null
}

export interface HttpShop extends TestServer {
  /** The host of store `default`. */
  readonly host: Api
  /** Plays at the simulator; returns the `id` of what came of it, or an empty text. */
  play(path: string, body?: object): Promise<string>
  /** A new invoice of store `default`, and its id. */
  newInvoice(members?: object): Promise<string>
  /** A customer pays. What it brings about is under way, not done. */
  pay(invoice: string, amount: number, options?: object): Promise<PaidCharge>
  put(invoice: string, members?: object): Promise<void>
  /** A customer has paid: the charge and its row. */
  paid(
    amount: number,
    options: { readonly invoice: string; readonly [option: string]: unknown },
  ): Promise<{ readonly charge: string; readonly payment: string }>
  /** Waits until every event has been delivered and applied, and no call to Stripe is left to be made. */
  quiet(): Promise<void>
  /** The events that `work` brings about are not sent; returns those events that mean something to the books, oldest first. */
  withheld(work: () => Promise<unknown>): Promise<SentEvent[]>
  /** Sends these events, one after the other, each when the one before was applied. */
  deliver(events: readonly SentEvent[]): Promise<void>
  post(path: string, body: object, options?: Omit<CallOptions, 'body'> & { readonly bearer?: string | null }): Promise<ApiAnswer>
  /** Requests a refund under a key of its own: its answer, also where it is refused. */
  refund(payment: string, amount: number, more: { readonly invoice: string; readonly [member: string]: unknown }): Promise<ApiAnswer>
  tab(invoice: string): Promise<Tab>
  row(id: string, invoice: string): Promise<Payment>
  dispute(invoice: string, id: string): Promise<Dispute>
  /** The whole audit log of an invoice, oldest first. */
  audit(invoice: string, api?: Api): Promise<AuditEntry[]>
}

const Deliveries = z.object({
  pending: z.int(),
  underWay: z.int(),
  undelivered: z.array(z.object({ event: z.string(), status: z.string() })),
})
const State = z.object({ accounts: z.array(z.object({ events: z.array(z.object({ id: z.string(), type: z.string() })) })) })
const Made = z.object({ id: z.optional(z.string()) })
const Charged = z.object({ charge: z.string(), paymentIntent: z.string(), session: z.optional(z.string()) })
const Redelivered = z.object({ answers: z.array(z.literal(200)) })

/** `pollEvery` is an hour unless given: whatever is done without a poll, is done because it was told of. */
export async function openHttpShop(options: TestServerOptions = {}): Promise<HttpShop> {
  const server = await startTestServer({ pollEvery: 3600, ...options })
  const host = server.api()
  const { simulator, db } = server
  let invoices = 0
  const sent = new Set<string>()

  const deliveries = async () => Deliveries.parse(await simulator.control('GET', '/_sim/webhooks'))
  const isQuiet = async (): Promise<boolean> => {
    const { pending, underWay } = await deliveries()
    if (pending + underWay > 0) return false
    const waiting = await db.selectFrom('events').select('id').where('state', '=', 'waiting').limit(1).executeTakeFirst()
    const busy = await db
      .selectFrom('charges')
      .select('id')
      .where((where) =>
        where.or([where('compare_wanted_at', 'is not', null), where('lease', 'is not', null), where('turn', 'is not', null)]),
      )
      .limit(1)
      .executeTakeFirst()
    return waiting === undefined && busy === undefined
  }
  const quiet = (): Promise<void> => until(isQuiet)
  const pay = async (invoice: string, amount: number, more: object = {}): Promise<PaidCharge> => {
    const charged = Charged.parse(await simulator.control('POST', '/_sim/charges', { invoice, amount, ...more }))
    return { ...charged, session: charged.session ?? null }
  }
  const audit = async (invoice: string, api: Api = host): Promise<AuditEntry[]> => {
    const entries: AuditEntry[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const after: string = cursor === '' ? '' : `&cursor=${cursor}`
      const page: AuditPage = AuditPage.parse((await api.call('GET', `/v1/invoices/${invoice}/audit?limit=100${after}`)).json)
      entries.push(...page.entries)
      cursor = page.next
    }
    return entries.toReversed()
  }
  const found = <T>(value: T | undefined, what: string): T => {
    if (value === undefined) throw new Error(`There is no ${what}.`)
    return value
  }
  const row = async (id: string, invoice: string): Promise<Payment> =>
    found(
      (await host.tab(invoice)).payments.find((one) => one.id === id),
      `row ${id} on invoice ${invoice}`,
    )
  const post: HttpShop['post'] = (path, body, { bearer = API_KEY, ...more } = {}) =>
    createApi(server.url, bearer).call('POST', path, { body, ...more })

  return {
    ...server,
    host,
    put: host.putInvoice,
    play: async (path, body = {}) => Made.parse(await simulator.control('POST', path, body)).id ?? '',
    async newInvoice(members = {}) {
      invoices += 1
      const id = `inv_${invoices}`
      await host.putInvoice(id, { total: 1_000_00, ...members })
      return id
    },
    pay,
    async paid(amount, { invoice, ...more }) {
      const { charge } = await pay(invoice, amount, more)
      await quiet()
      const made = (await host.tab(invoice)).payments.find((one) => one.charge === charge && one.refund === null)
      return { charge, payment: found(made, `row of ${charge} on invoice ${invoice}`).id }
    },
    quiet,
    async withheld(work) {
      for (const { event } of (await deliveries()).undelivered) sent.add(event)
      await simulator.control('PUT', '/_sim/faults', { webhooks: { drop: 1 } })
      await work()
      await simulator.control('DELETE', '/_sim/faults')
      const dropped = new Set((await deliveries()).undelivered.map(({ event }) => event).filter((event) => !sent.has(event)))
      const { accounts } = State.parse(await simulator.control('GET', '/_sim/state'))
      return accounts.flatMap(({ events }) => events).filter(({ id, type }) => dropped.has(id) && type in HANDLERS)
    },
    async deliver(events) {
      for (const { id: event } of events) {
        Redelivered.parse(await simulator.control('POST', '/_sim/webhooks/redeliver', { event }))
        await until(async () => {
          const stored = await db.selectFrom('events').select('state').where('id', '=', event).executeTakeFirstOrThrow()
          assert.notEqual(stored.state, 'dead')
          return stored.state === 'applied'
        })
      }
    },
    post,
    refund: (payment, amount, { invoice, ...more }) =>
      post(`/v1/invoices/${invoice}/refunds`, { payment, amount, ...more }, { headers: { 'Idempotency-Key': crypto.randomUUID() } }),
    tab: (invoice) => host.tab(invoice),
    row,
    dispute: async (invoice, id) =>
      found(
        (await host.tab(invoice)).disputes.find((one) => one.id === id),
        `dispute ${id} on invoice ${invoice}`,
      ),
    audit,
  }
}

/**
 * An upgrade while people refund: a server of this version and one of the next on one database, where the next has added a column
 * and a table, as every version may; then this version started anew on it, which it must refuse in a sentence.
 */
import * as z from 'zod/mini'
import { sql } from 'kysely'
import { createApi, type Api } from '../../support/api.ts'
import { startTestServer } from '../../support/server.ts'
import { untilIs } from '../../support/until.ts'

const Charged = z.object({ charge: z.string() })
const State = z.object({ accounts: z.array(z.object({ refunds: z.array(z.object({ amount: z.int() })) })) })

/** What the next version does to the database at its start: it only adds, so that this one works on. */
const NEXT_VERSION = [
  'alter table payments add column next_version_says text',
  'alter table refund_requests add column next_version_says text',
  'create table next_version_keeps (store text not null references stores, id text not null, primary key (store, id))',
  `insert into kysely_migration (name, timestamp) values ('9999_next_version', now()::text)`,
]

export interface Upgraded {
  readonly asked: number
  readonly made: number
  readonly recorded: number
  /** Statuses of calls that were not answered as they should be. */
  readonly failed: readonly number[]
  /** What this version said when it was started on the newer database. */
  readonly refusal: string
}

export async function upgrade(refunds: number): Promise<Upgraded> {
  await using server = await startTestServer()
  const invoice = 'upgraded'
  await server.api().putInvoice(invoice, { total: refunds * 10_00 })
  Charged.parse(await server.simulator.control('POST', '/_sim/charges', { invoice, amount: refunds * 10_00 }))
  await untilIs(async () => (await server.api().tab(invoice)).payments.length, 1)
  const payment = (await server.api().tab(invoice)).payments[0]?.id ?? ''
  // The next version, as far as what it calls is concerned: it knows the columns that it added, and does as this one does.
  await using beside = await startTestServer({ beside: server })
  server.simulator.sendWebhooksTo(server.url, beside.url)
  const failed: number[] = []
  const ask = async (api: Api, n: number): Promise<void> => {
    const { status } = await api.call('POST', `/v1/invoices/${invoice}/refunds`, {
      body: { payment, amount: 10_00 },
      headers: { 'Idempotency-Key': `upgrade_${n}` },
    })
    if (status !== 201 && status !== 202) failed.push(status)
  }
  const apis = [server.api(), createApi(beside.url, 'test_key_of_the_default_store')]
  const asked = Array.from({ length: refunds }, async (_, n) => {
    if (n === Math.floor(refunds / 3)) for (const statement of NEXT_VERSION) await sql.raw(statement).execute(server.db)
    await ask(apis[n % 2] ?? server.api(), n)
  })
  await Promise.all(asked)
  await untilIs(async () => (await server.api().tab(invoice)).payments.filter(({ status }) => status === 'processing').length, 0)
  const { accounts } = State.parse(await server.simulator.control('GET', '/_sim/state'))
  const made = accounts.reduce((sum, account) => sum + account.refunds.length, 0)
  const recorded = (await server.api().tab(invoice)).payments.filter(({ refund }) => refund !== null).length
  const refusal = await startTestServer({ beside: server }).then(
    (started) => started.stop().then(() => ''),
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  return { asked: refunds, made, recorded, failed, refusal }
}

export async function upgradeAndTell(): Promise<boolean> {
  const { asked, made, recorded, failed, refusal } = await upgrade(60)
  console.log(
    `${asked} refunds asked of two versions at once, ${made} made at Stripe, ${recorded} recorded; failed calls: ${failed.join(', ') || 'none'}`,
  )
  console.log(`An older version that is started on the newer database says: ${refusal}`)
  return made === asked && recorded === asked && failed.length === 0 && refusal.startsWith('The database is newer')
}

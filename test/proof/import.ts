/** Ten thousand existing payments are taken over, by somebody who is interrupted and begins again: each is there once. */
import assert from 'node:assert/strict'
import { importPayments, type ImportReport } from '../../server/importer/import-payments.ts'
import { openShop, type Shop } from '../support/shop.ts'

const RECORDS = 10_000
const INVOICES = 20
/** Every so manieth is a charge at Stripe with a refund. */
const CHARGES = 100

/** Returns whether it is so; says how it went. */
export async function takeOver(): Promise<boolean> {
  await using shop = await openShop()
  for (let place = 0; place < INVOICES; place += 1) await shop.put(`inv-${place}`)
  const lines: string[] = []
  for (let place = 0; place < RECORDS; place += 1) lines.push(await line(shop, place))

  await assert.rejects(take(shop, interrupted(lines, RECORDS / 3)), /the file went away/)
  console.log(`interrupted: ${await countRows(shop)} rows by then`)
  const began = performance.now()
  const report = await take(shop, whole(lines), (soFar) => console.log(JSON.stringify(soFar)))
  console.log(`${JSON.stringify(report)}, ${Math.round((performance.now() - began) / 1000)} s`)
  assert.deepEqual([report.records, report.imported + report.known, report.notTaken], [RECORDS, RECORDS, 0])
  assert.equal(await countRows(shop), RECORDS + RECORDS / CHARGES)
  assert.deepEqual(await take(shop, whole(lines)), { records: RECORDS, imported: 0, known: RECORDS, notTaken: 0 })
  return true
}

async function line(shop: Shop, place: number): Promise<string> {
  const invoice = `inv-${place % INVOICES}`
  if (place % CHARGES !== 0) return JSON.stringify({ invoice, id: `p-${place}`, method: 'cash', amount: 100, recordedAt: '2020-05-17' })
  const charge = await shop.stripe.pay(invoice, 5_000, { marks: 'none' })
  await shop.stripe.refund(charge, 1_000)
  return JSON.stringify({ invoice, charge })
}

const NOTHING = (): void => {}

function take(shop: Shop, file: AsyncIterable<string>, onProgress: (report: ImportReport) => void = NOTHING): Promise<ImportReport> {
  return importPayments(shop.ctx, 'default', file, { isTry: false, onNotTaken: (record) => console.log(record), onProgress })
}

async function* whole(lines: readonly string[]): AsyncGenerator<string> {
  for (const each of lines) yield `${each}\n`
}

async function* interrupted(lines: readonly string[], after: number): AsyncGenerator<string> {
  yield* whole(lines.slice(0, after))
  throw new Error('the file went away')
}

async function countRows({ db }: Shop): Promise<number> {
  const { count } = await db
    .selectFrom('payments')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

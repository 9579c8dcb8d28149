/** How many statements what runs by itself sends. Counted for each look, since a test asserts no times. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Kysely, PostgresDialect } from 'kysely'
import { connect } from '../../../server/database/connection.ts'
import type { Schema } from '../../../server/database/schema.ts'
import { EMPTY_REPORT } from '../../../server/domain/reconciliation-report.ts'
import { createJobs } from '../../../server/jobs/jobs.ts'
import { until, untilIs } from '../../support/until.ts'
import { openShop } from '../../support/shop.ts'

const SILENT = { info: () => {}, warn: () => {}, error: () => {} }

test('An idle server sends three statements for each of its looks at most, which is 0.2 a second, and some for an event', async () => {
  await using shop = await openShop()
  const { charge } = await shop.paid(1_000)
  const now = new Date()
  await shop.db
    .insertInto('reconciliations')
    .values({ store: 'default', started_at: now, phase: 'differences', report: { ...EMPTY_REPORT }, finished_at: now, since: null })
    .execute()
  const sent: string[] = []
  const counting = connect({ url: shop.databaseUrl, maxConnections: 4, onError: () => {} })
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: counting.pool }), log: ({ query }) => void sent.push(query.sql) })
  const jobs = createJobs({ log: SILENT, atOnce: 8, pollEvery: 0.1 })
  const looks = (): number => sent.filter((statement) => statement.includes('extract(epoch from least(')).length
  jobs.start({ ...shop.ctx, db, due: () => jobs.due() })
  try {
    await until(() => looks() >= 2)
    sent.length = 0
    await until(() => looks() >= 20)
    assert.ok(sent.length <= 3 * 20 + 3, `${sent.length} statements in 20 looks:\n${sent.join('\n')}`)

    await shop.stripe.refund(charge, 100)
    const event = (await shop.stripe.newEvents()).find(({ type }) => type === 'refund.created')
    assert.ok(event !== undefined)
    await shop.accept(event)
    sent.length = 0
    jobs.due()
    await untilIs(async () => (await shop.tab()).invoice.paid, 900)
    await until(() => sent.filter((statement) => statement.includes('not alone')).length >= 2)
    const own = sent.filter((statement) => /with due as|as due$|"turn" = |as needed|set attempts|"claimed_by" = /.test(statement))
    assert.ok(own.length <= 8, `${own.length} statements for one event:\n${own.join('\n')}`)
  } finally {
    await jobs.stop()
    await counting.close()
  }
})

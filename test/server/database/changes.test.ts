/** News of changed tabs: told after the commit, and found out by reading where a notification is lost or never arrives. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { listenForChanges } from '../../../server/database/changes.ts'
import { preparedWrite } from '../../../server/database/prepared.ts'
import { transaction } from '../../../server/database/transactions.ts'
import { deafen } from '../../support/deaf-proxy.ts'
import { until, untilIs } from '../../support/until.ts'
import { openShop } from '../../support/shop.ts'

const PACE = { versions: 60_000, deaf: 20, proofs: 60_000, proof: 100 }
const grow = sql`update invoices set version = version + 1 where id = '1001'`

test('A change whose notification is lost is found out by reading versions', async () => {
  await using shop = await openShop()
  const changes = await listenForChanges({
    connectionString: shop.databaseUrl,
    db: shop.db,
    random: Math.random,
    onError: () => {},
    pace: { ...PACE, versions: 20 },
  })
  let times = 0
  changes.subscribe('default', '1001', () => void (times += 1))
  await untilIs(() => times, 1)
  await grow.execute(shop.db)
  await untilIs(() => times, 2)
  await changes.close()
})

test('Where notifications are lost, who watches an invoice hears of its change all the same, and of no other’s', async () => {
  await using shop = await openShop()
  await shop.put('other')
  await using deaf = await deafen(shop.databaseUrl)
  const proven: boolean[] = []
  const changes = await listenForChanges({
    connectionString: deaf.connectionString,
    db: shop.db,
    random: Math.random,
    onHeard: (isHeard) => void proven.push(isHeard),
    onError: () => {},
    pace: { ...PACE, proofs: 20 },
  })
  try {
    assert.deepEqual([changes.isHeard(), proven], [false, [false]])
    const told = { watched: 0, other: 0 }
    changes.subscribe('default', '1001', () => void (told.watched += 1))
    changes.subscribe('default', 'other', () => void (told.other += 1))
    // Each is told of once, since it may have changed before it was watched.
    await until(() => told.watched === 1 && told.other === 1)
    await shop.put('1001', { total: 5 })
    await until(() => told.watched === 2 && proven.length > 1)
    assert.deepEqual([told.other, new Set(proven)], [1, new Set([false])])
  } finally {
    await changes.close()
  }
})

const failLater = preparedWrite('fail_for_a_test', `select 1 / $1::int`)

test('A statement whose answer nobody waits for fails what comes next, with its own error, and all is undone', async () => {
  await using shop = await openShop()
  const write = (next: boolean) =>
    transaction(shop.ctx, async (tx) => {
      await grow.execute(tx)
      await failLater(tx, 0)
      if (next) await grow.execute(tx)
    })
  const { version } = await shop.tab()
  await assert.rejects(write(true), /division by zero/)
  await assert.rejects(write(false), /division by zero/)
  assert.equal((await shop.tab()).version, version)
})

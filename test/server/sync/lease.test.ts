/** The lease of a charge: by the database's clock, so that a holder that died or stalled keeps nobody away for long. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { withChargeLease } from '../../../server/sync/lease.ts'
import { giveLeaseBack, takeLease } from '../../../server/sync/queries.ts'
import { LeaseLost } from '../../../server/context/errors.ts'
import { standAt } from '../../support/database-clock.ts'
import { openShop } from '../../support/shop.ts'

test('A charge is free 15 seconds after its holder died, and no sooner', async () => {
  await using shop = await openShop()
  const { charge } = await shop.paid(1_000)
  assert.equal(await takeLease(shop.db, 'default', charge, 'of_the_dead'), true)
  await shop.pass(14)
  assert.equal(await takeLease(shop.db, 'default', charge, 'next'), false)
  await shop.pass(2)
  assert.equal(await takeLease(shop.db, 'default', charge, 'next'), true)
})

test('A holder that renews keeps the charge for 15 seconds more', async () => {
  await using shop = await openShop()
  const { charge } = await shop.paid(1_000)
  await withChargeLease(shop.ctx, { store: 'default', id: charge }, async (renew) => {
    await shop.pass(14)
    await renew()
    await shop.pass(14)
    assert.equal(await takeLease(shop.db, 'default', charge, 'other'), false)
  })
  assert.equal(await takeLease(shop.db, 'default', charge, 'other'), true, 'free once the work is done')
})

test('A lease that is taken late in a transaction lasts as long as any other', async () => {
  await using shop = await openShop()
  const { charge } = await shop.paid(1_000)
  await standAt(shop.db, null)
  const isFull = await shop.db.transaction().execute(async (tx) => {
    await sql`select now()`.execute(tx)
    assert.equal(await takeLease(tx, 'default', charge, 'late'), true)
    const { full } = await tx
      .selectFrom('charges')
      .select(sql<boolean>`lease_until > now() + interval '15 seconds'`.as('full'))
      .where('id', '=', charge)
      .executeTakeFirstOrThrow()
    return full
  })
  assert.ok(isFull, 'it counts from when it was taken, not from when the transaction began')
})

test('A holder whose lease ran out is stopped at its next call, and leaves the lease of the next one alone', async () => {
  await using shop = await openShop()
  const { charge } = await shop.paid(1_000)
  const late = withChargeLease(shop.ctx, { store: 'default', id: charge }, async (renew) => {
    await shop.pass(16)
    assert.equal(await takeLease(shop.db, 'default', charge, 'next'), true)
    await renew()
  })
  await assert.rejects(late, LeaseLost)
  assert.equal(await takeLease(shop.db, 'default', charge, 'third'), false, 'the next one still has it')
  await giveLeaseBack(shop.db, 'default', charge, 'next')
  assert.equal(await takeLease(shop.db, 'default', charge, 'third'), true)
})

/** Stripe does not accept the key that a store's calls are made with: its refunds stop until it does again. */
import { touchStore } from '../database/queries/invoices.ts'
import { databaseMillisecond, databaseNow, secondsFromNow } from '../database/time.ts'
import { tellingOfRefusedKey } from '../stripe/refused-key.ts'
import { StripeUnavailable } from '../stripe/unavailable.ts'
import type { Services } from './services.ts'

/** Seconds between two calls that try whether the key is accepted again. */
const TRY_EVERY = 30
/** Stores tried in one sweep: where one key is refused for all stores, the sweep still has other things to do. */
const AT_ONCE = 20

/** The services, noting in the database that a call was answered with 401: every process then knows. */
export function noticingRefusedKey(s: Services): Services {
  return { ...s, stripe: tellingOfRefusedKey(s.stripe, (account) => noteRefusedKey(s, account)) }
}

/** What Stripe answered is told on whether or not it could be noted here. */
async function noteRefusedKey(s: Pick<Services, 'db' | 'log'>, account: string | null): Promise<void> {
  try {
    const stores = await s.db.transaction().execute(async (tx) => {
      const stopped = await tx
        .updateTable('stores')
        .set({ stripe_key_refused_at: databaseMillisecond, stripe_key_tried_at: databaseNow })
        .where('stripe_account', 'is not distinct from', account)
        .where('stripe_key_refused_at', 'is', null)
        .returning('id')
        .execute()
      for (const { id } of stopped) await touchStore(tx, id)
      return stopped
    })
    for (const { id } of stores) s.log.error({ store: id }, 'Stripe does not accept the key of a store: its refunds stop until it does.')
  } catch (error) {
    s.log.warn({ account, error }, 'Stripe does not accept a key, and that could not be noted.')
  }
}

/** Tries each refused key by a list of refunds, every 30 s over all processes; one that is accepted again lets refunds go on. */
export async function tryRefusedKeys(s: Services): Promise<void> {
  for (const { id, stripe_account: account } of await takeTurns(s)) {
    try {
      await s.stripe.pages.refunds(account, { since: null, after: null }).next()
      await reopen(s, id)
    } catch (error) {
      if (!(error instanceof StripeUnavailable)) throw error
    }
  }
}

function takeTurns({ db }: Services) {
  return db
    .updateTable('stores')
    .set({ stripe_key_tried_at: databaseNow })
    .where('id', 'in', (stores) =>
      stores
        .selectFrom('stores')
        .select('id')
        .where('stripe_key_refused_at', 'is not', null)
        .where('stripe_key_tried_at', '<=', secondsFromNow(-TRY_EVERY))
        .orderBy('stripe_key_tried_at')
        .limit(AT_ONCE)
        .forNoKeyUpdate()
        .skipLocked(),
    )
    .returning(['id', 'stripe_account'])
    .execute()
}

/** Open requests are looked at again at once, however long they would have waited. */
async function reopen(s: Services, store: string): Promise<void> {
  await s.db.transaction().execute(async (tx) => {
    await tx.updateTable('stores').set({ stripe_key_refused_at: null, stripe_key_tried_at: null }).where('id', '=', store).execute()
    await touchStore(tx, store)
  })
  const requests = await s.db
    .updateTable('refund_requests')
    .set({ next_ask_at: databaseNow })
    // One that is locked is being seen to.
    .where('id', 'in', (all) =>
      all
        .selectFrom('refund_requests')
        .select('id')
        .where('store', '=', store)
        .where('state', '=', 'open')
        .orderBy('id')
        .forNoKeyUpdate()
        .skipLocked(),
    )
    .returning('id')
    .execute()
  s.log.info({ store }, 'Stripe accepts the key of a store again; its refunds go on.')
  for (const { id } of requests) await s.wake.refund({ id }, 0)
}

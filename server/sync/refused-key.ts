/** Stripe does not accept the key that a store's calls are made with: its refunds stop until it does again. */
import type { AccountId, StoreId } from '../contract/ids.ts'
import { openAttention, resolveAttention } from '../attention/queries.ts'
import { touchStore } from '../database/invoices.ts'
import { reportingRefusedKey } from '../stripe/refused-key.ts'
import { StripeUnavailable } from '../context/errors.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { clearKeyRefused, makeRequestsDue, setKeyRefused, takeRefusedKeys } from './store-queries.ts'

/** Seconds between two calls that try whether the key is accepted again. */
const TRY_EVERY = 30
/** Stores tried at a time: where one key is refused for all stores, their tries are spread out. */
const AT_ONCE = 20

/** The services, noting in the database that a call was answered with 401: every process then knows. */
export function withRefusedKeyNoticed(ctx: GatewayCtx): GatewayCtx {
  return { ...ctx, gateway: reportingRefusedKey(ctx.gateway, (account) => noteRefusedKey(ctx, account)) }
}

/** What Stripe answered is told on whether or not it could be noted here. */
async function noteRefusedKey(ctx: Pick<GatewayCtx, 'db' | 'log'>, account: AccountId | null): Promise<void> {
  try {
    const stores = await ctx.db.transaction().execute(async (tx) => {
      const stopped = await setKeyRefused(tx, account)
      for (const id of stopped) {
        await openAttention(tx, { store: id, code: 'stripe_key_refused' })
        await touchStore(tx, id)
      }
      return stopped
    })
    for (const id of stores) ctx.log.error({ store: id }, 'Stripe does not accept the key of a store: its refunds stop until it does.')
  } catch (error) {
    ctx.log.warn({ account, error }, 'Stripe does not accept a key, and that could not be noted.')
  }
}

/** Tries each refused key by a list of refunds, every 30 s over all processes; one that is accepted again lets refunds go on. */
export async function tryRefusedKeys(ctx: GatewayCtx): Promise<void> {
  for (const { id, stripe_account: account } of await takeRefusedKeys(ctx.db, TRY_EVERY, AT_ONCE)) {
    try {
      await ctx.gateway.pages.refunds(account, { since: null, after: null }).next()
      await reopen(ctx, id)
    } catch (error) {
      if (!(error instanceof StripeUnavailable)) throw error
    }
  }
}

/** Open requests are due at once, however long they would have waited. */
async function reopen(ctx: GatewayCtx, store: StoreId): Promise<void> {
  await ctx.db.transaction().execute(async (tx) => {
    await clearKeyRefused(tx, store)
    await resolveAttention(tx, { store, code: 'stripe_key_refused', subject: store })
    await touchStore(tx, store)
  })
  await makeRequestsDue(ctx.db, store)
  ctx.log.info({ store }, 'Stripe accepts the key of a store again; its refunds go on.')
  ctx.due()
}

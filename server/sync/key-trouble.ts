/**
 * Stripe does not accept the key that a store's calls are made with: its refunds stop until it does again. Where the key only lacks a
 * right, a person is called, and only the calls that need that right fail.
 */
import type { StripeRight } from '../contract/choices.ts'
import type { AccountId, StoreId } from '../contract/ids.ts'
import { openAttention, resolveAttention } from '../attention/queries.ts'
import { touchStore, transaction } from '../database/transactions.ts'
import type { Transaction } from '../database/transactions.ts'
import type { KeyTrouble } from '../domain/stripe-answers.ts'
import { reportingKeyTrouble } from '../stripe/key-trouble.ts'
import { StripeUnavailable } from '../context/errors.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { tryRight } from '../stripe/try-right.ts'
import {
  clearKeyRefused,
  clearRightMissing,
  forgetReconciliations,
  isAnyKeyInTrouble,
  makeRequestsDue,
  setKeyRefused,
  setRightMissing,
  takeMissingRights,
  takeRefusedKeys,
  type MissingRight,
} from './store-queries.ts'

/** Seconds between two calls that try whether the key is accepted again. */
const TRY_EVERY = 30
/** Stores tried at a time: where one key is refused for all stores, their tries are spread out. */
const AT_ONCE = 20

/** The context, whose gateway notes in the database what a call was answered with that is wrong with the key: every process then knows. */
export function withKeyTroubleNoticed(ctx: GatewayCtx): GatewayCtx {
  return { ...ctx, gateway: reportingKeyTrouble(ctx.gateway, (account, trouble) => noteKeyTrouble(ctx, account, trouble)) }
}

/** What Stripe answered is told on whether or not it could be noted here. */
async function noteKeyTrouble(ctx: Pick<GatewayCtx, 'db' | 'news' | 'log'>, account: AccountId | null, trouble: KeyTrouble): Promise<void> {
  try {
    const stores = await transaction(ctx, (tx) => openKeyTrouble(tx, account, trouble))
    for (const store of stores)
      if (trouble === 'refused') ctx.log.error({ store }, 'Stripe does not accept the key of a store: its refunds stop until it does.')
      else ctx.log.error({ store, right: trouble }, 'The Stripe key of a store lacks a right: what needs it fails until the key has it.')
  } catch (error) {
    ctx.log.warn({ account, trouble, error }, 'Stripe does not accept a key, or not for all calls, and that could not be noted.')
  }
}

/** Returns the stores of which it was not known. */
async function openKeyTrouble(tx: Transaction, account: AccountId | null, trouble: KeyTrouble): Promise<StoreId[]> {
  const isRefused = trouble === 'refused'
  const stores = isRefused ? await setKeyRefused(tx, account) : await setRightMissing(tx, account, trouble)
  for (const store of stores) {
    await openAttention(
      tx,
      isRefused ? { store, code: 'stripe_key_refused' } : { store, code: 'stripe_right_missing', stripe_right: trouble },
    )
    touchStore(tx, store)
  }
  return stores
}

/**
 * Tries each refused key by a list of refunds, and each missing right by a call that needs it, every 30 s over all processes. What is
 * accepted again goes on.
 */
export async function tryKeysAgain(ctx: GatewayCtx): Promise<void> {
  if (!(await isAnyKeyInTrouble(ctx.db))) return
  for (const { id, stripe_account: account } of await takeRefusedKeys(ctx.db, TRY_EVERY, AT_ONCE))
    if (await isAllowed(ctx, account, 'refunds.read')) await acceptKey(ctx, id)
  for (const missing of await takeMissingRights(ctx.db, TRY_EVERY, AT_ONCE))
    if (await isAllowed(ctx, missing.account, missing.right)) await acceptRight(ctx, missing)
}

async function isAllowed(ctx: GatewayCtx, account: AccountId | null, right: StripeRight): Promise<boolean> {
  try {
    await tryRight(ctx, account, right)
    return true
  } catch (error) {
    if (error instanceof StripeUnavailable) return false
    throw error
  }
}

/** Open requests are due at once, however long they would have waited. */
async function acceptKey(ctx: GatewayCtx, store: StoreId): Promise<void> {
  await transaction(ctx, async (tx) => {
    await clearKeyRefused(tx, store)
    await resolveAttention(tx, { store, code: 'stripe_key_refused', subject: store })
    touchStore(tx, store)
  })
  await makeRequestsDue(ctx.db, store)
  ctx.log.info({ store }, 'Stripe accepts the key of a store again; its refunds go on.')
  ctx.due()
}

/** Refunds go on at once, and what could not be read is read by the next reconciliation. */
async function acceptRight(ctx: GatewayCtx, { store, right }: MissingRight): Promise<void> {
  await transaction(ctx, async (tx) => {
    const since = await clearRightMissing(tx, { store, right })
    if (since !== undefined && right !== 'refunds.create') await forgetReconciliations(tx, store, since)
    await resolveAttention(tx, { store, code: 'stripe_right_missing', subject: right })
    touchStore(tx, store)
  })
  if (right === 'refunds.create') await makeRequestsDue(ctx.db, store)
  ctx.log.info({ store, right }, 'The Stripe key of a store has a right again that it lacked.')
  ctx.due()
}

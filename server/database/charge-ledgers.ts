/** What the books hold of charges, in one statement, however many they are and whatever is known of them. */
import type { ChargeId, StoreId } from '../contract/ids.ts'
import type { Kysely } from 'kysely'
import type { DisputeFacts } from '../domain/disputes.ts'
import type { ChargeLedger, OverRefund } from '../domain/refundable.ts'
import type { RefundStatus } from '../domain/refund-statuses.ts'
import { prepared } from './prepared.ts'
import type { ChargeRow, DisputeRow, Schema } from './schema.ts'
import { storeArrays, storeKey } from './store-key.ts'

/** A charge's ledger, and the open attention item which says that more left of it than came in. */
export interface WatchedLedger extends ChargeLedger {
  readonly overRefund: OverRefund | null
}

/** A dispute, and whether a person acknowledged that it is in another currency than its charge. */
export type KnownDispute = Pick<DisputeRow, 'amount' | 'currency' | 'status' | 'lost' | 'is_charge_refundable' | 'funds' | 'case_type'> & {
  readonly acknowledged: boolean
}

/** Amounts as their tables have them: those of refunds and payouts are negative. */
type LedgerEntry = { readonly store: StoreId; readonly charge: ChargeId } & (
  | { readonly kind: 'refund'; readonly amount: number; readonly status: RefundStatus }
  | { readonly kind: 'request' | 'payout'; readonly amount: number }
  | ({ readonly kind: 'dispute' } & KnownDispute)
  | { readonly kind: 'over_refund'; readonly amount: number | null }
)

/** Of a dispute: whether a person acknowledged its currency as it is. */
export const CURRENCY_IS_ACKNOWLEDGED = `exists (
  select from attention_items
  where attention_items.store = disputes.store and attention_items.charge = disputes.charge and attention_items.code = 'currency_mismatch'
    and attention_items.acknowledged_at is not null and attention_items.resolved_at is null
)`

/** The ledgers of a store's charges, by charge id. Read them under the charges' locks where something is decided by them. */
export async function readLedgers(
  db: Kysely<Schema>,
  store: StoreId,
  charges: readonly ChargeRow[],
): Promise<ReadonlyMap<ChargeId, WatchedLedger>> {
  const ledgers = await readLedgersOf(
    db,
    charges.map((charge) => ({ ...charge, store })),
  )
  return new Map(charges.map((charge) => [charge.id, ledgers.get(storeKey({ store, id: charge.id })) ?? ledgerOf(charge, [])]))
}

// Each charge's rows are found by themselves: `offset 0` keeps PostgreSQL from joining the tables whole, which is cheapest only
// while they are as small as they were when it planned.
const ledgerEntries = prepared<LedgerEntry>(
  'read_ledgers',
  `select wanted.store, wanted.charge, entry.*
  from unnest((select $1::text[]), (select $2::text[])) as wanted(store, charge) cross join lateral (
    select 'refund' as kind, amount, status, currency,
      null::boolean as lost, null::boolean as is_charge_refundable, null as funds, null as case_type, null::boolean as acknowledged
    from payments where store = wanted.store and charge = wanted.charge and kind = 'refund'
    union all
    select 'request', amount, state, currency, null, null, null, null, null
    from refund_requests where store = wanted.store and charge = wanted.charge and state in ('open', 'awaiting_approval')
    union all
    select 'payout', payout.amount, payout.status, payout.currency, null, null, null, null, null
    from (
      select id from payments where store = wanted.store and charge = wanted.charge and kind = 'refund' offset 0
    ) as refund cross join lateral (
      select amount, status, currency from payments where replaces = refund.id and removed_at is null offset 0
    ) as payout
    union all
    select 'dispute', amount, status, currency, lost, is_charge_refundable, funds, case_type, ${CURRENCY_IS_ACKNOWLEDGED}
    from disputes where store = wanted.store and charge = wanted.charge
    union all
    select 'over_refund', acknowledged_remaining, code, null, null, null, null, null, null
    from attention_items
    where store = wanted.store and code = 'over_refunded' and subject = wanted.charge and charge = wanted.charge and resolved_at is null
    offset 0
  ) as entry`,
)

/** The same of charges of any stores, by {@link storeKey}. */
export async function readLedgersOf(db: Kysely<Schema>, charges: readonly ChargeRow[]): Promise<ReadonlyMap<string, WatchedLedger>> {
  if (charges.length === 0) return new Map()
  const entries = Map.groupBy(await ledgerEntries(db, ...storeArrays(charges)), ({ store, charge }) => storeKey({ store, id: charge }))
  return new Map(charges.map((charge) => [storeKey(charge), ledgerOf(charge, entries.get(storeKey(charge)) ?? [])]))
}

export function disputeFacts(dispute: KnownDispute): DisputeFacts {
  const { amount, currency, status, lost, is_charge_refundable: isChargeRefundable, funds, case_type: caseType, acknowledged } = dispute
  return { amount, currency, status, lost, isChargeRefundable, funds, caseType, acknowledged }
}

function ledgerOf(charge: ChargeRow, entries: readonly LedgerEntry[]): WatchedLedger {
  const overRefund = entries.find((entry) => entry.kind === 'over_refund')
  return {
    currency: charge.currency,
    captured: charge.captured,
    requiresReader: charge.requires_reader,
    refunds: entries.flatMap((entry) => (entry.kind === 'refund' ? [{ amount: -entry.amount, status: entry.status }] : [])),
    openRequests: entries.flatMap((entry) => (entry.kind === 'request' ? [entry.amount] : [])),
    payouts: entries.flatMap((entry) => (entry.kind === 'payout' ? [-entry.amount] : [])),
    disputes: entries.flatMap((entry) => (entry.kind === 'dispute' ? [disputeFacts(entry)] : [])),
    overRefund: overRefund === undefined ? null : { acknowledgedRemaining: overRefund.amount },
  }
}

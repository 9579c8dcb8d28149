import type { StoreId } from '../contract/ids.ts'
import type { Kysely } from 'kysely'
import type { ChargeRow, DisputeRow, Schema } from './schema.ts'

/** What the books have of one charge, amounts of refunds, requests and payouts positive. */
export interface Ledger {
  readonly currency: string
  readonly captured: number
  readonly requiresReader: boolean
  readonly refunds: { readonly amount: number; readonly state: 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled' }[]
  readonly openRequests: number[]
  readonly payouts: number[]
  readonly disputes: {
    readonly amount: number
    readonly currency: string
    readonly status: string
    readonly lost: boolean
    readonly isChargeRefundable: boolean
    readonly funds: DisputeRow['funds']
    readonly caseType: string | null
    readonly acknowledged: boolean
  }[]
}

/** The ledgers of `charges`, by charge id. Read them under the charges' locks where something is decided by them. */
export async function readLedgers(db: Kysely<Schema>, store: StoreId, charges: readonly ChargeRow[]): Promise<Map<string, Ledger>> {
  const ids = charges.map((charge) => charge.id)
  const ledgers = new Map(charges.map((charge) => [charge.id, emptyLedger(charge)]))
  if (ids.length === 0) return ledgers
  const refunds = await db
    .selectFrom('payments')
    .select(['charge', 'amount', 'status'])
    .where('store', '=', store)
    .where('charge', 'in', ids)
    .where('kind', '=', 'refund')
    .execute()
  const requests = await db
    .selectFrom('refund_requests')
    .select(['charge', 'amount'])
    .where('store', '=', store)
    .where('charge', 'in', ids)
    .where('state', '=', 'open')
    .execute()
  const payouts = await db
    .selectFrom('payments as payout')
    .innerJoin('payments as refund', 'refund.id', 'payout.replaces')
    .select(['refund.charge', 'payout.amount'])
    .where('refund.store', '=', store)
    .where('refund.charge', 'in', ids)
    .where('payout.removed_at', 'is', null)
    .execute()
  const disputes = await db
    .selectFrom('disputes')
    .selectAll()
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom('attention_items')
          .select('attention_items.id')
          .where('attention_items.store', '=', store)
          .whereRef('attention_items.charge', '=', 'disputes.charge')
          .where('attention_items.code', '=', 'currency_mismatch')
          .where('attention_items.acknowledged_at', 'is not', null)
          .where('attention_items.resolved_at', 'is', null),
      )
        .$castTo<boolean>()
        .as('acknowledged'),
    )
    .where('store', '=', store)
    .where('charge', 'in', ids)
    .execute()
  for (const refund of refunds) ledgers.get(refund.charge ?? '')?.refunds.push({ amount: -refund.amount, state: refund.status })
  for (const request of requests) ledgers.get(request.charge)?.openRequests.push(request.amount)
  for (const payout of payouts) ledgers.get(payout.charge ?? '')?.payouts.push(-payout.amount)
  for (const dispute of disputes) ledgers.get(dispute.charge)?.disputes.push(disputeFacts(dispute))
  return ledgers
}

function emptyLedger(charge: ChargeRow): Ledger {
  return {
    currency: charge.currency,
    captured: charge.captured,
    requiresReader: charge.requires_reader,
    refunds: [],
    openRequests: [],
    payouts: [],
    disputes: [],
  }
}

function disputeFacts(dispute: DisputeRow & { readonly acknowledged: boolean }): Ledger['disputes'][number] {
  return {
    amount: dispute.amount,
    currency: dispute.currency,
    status: dispute.status,
    lost: dispute.lost,
    isChargeRefundable: dispute.is_charge_refundable,
    funds: dispute.funds,
    caseType: dispute.case_type,
    acknowledged: dispute.acknowledged,
  }
}

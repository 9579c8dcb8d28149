import type { ChargeId } from '../contract/ids.ts'
import { disputeFacts } from '../database/charge-ledgers.ts'
import { isReserved } from '../domain/refund-approval.ts'
import type { ChargeLedger } from '../domain/refundable.ts'
import type { InvoiceRows } from './queries.ts'

/** The ledger of each charge of an invoice, from the invoice's rows: a charge's refunds and payouts are all on its invoice. */
export function ledgersOf({ payments, charges, requests, disputes }: InvoiceRows): ReadonlyMap<ChargeId, ChargeLedger> {
  const refunds = payments.filter(({ kind }) => kind === 'refund')
  const chargeOfRefund = new Map(refunds.map(({ id, charge }) => [id, charge]))
  const refundsOf = Map.groupBy(refunds, ({ charge }) => charge)
  const payoutsOf = Map.groupBy(
    payments.filter(({ replaces }) => replaces !== null),
    ({ replaces }) => chargeOfRefund.get(replaces ?? '') ?? null,
  )
  const requestsOf = Map.groupBy(
    requests.filter(({ state }) => isReserved(state)),
    ({ charge }) => charge,
  )
  const disputesOf = Map.groupBy(disputes, ({ charge }) => charge)
  return new Map(
    charges.map(({ id, currency, captured, requires_reader: requiresReader }) => [
      id,
      {
        currency,
        captured,
        requiresReader,
        refunds: (refundsOf.get(id) ?? []).map(({ amount, status }) => ({ amount: -amount, status })),
        openRequests: (requestsOf.get(id) ?? []).map(({ amount }) => amount),
        payouts: (payoutsOf.get(id) ?? []).map(({ amount }) => -amount),
        disputes: (disputesOf.get(id) ?? []).map(disputeFacts),
      },
    ]),
  )
}

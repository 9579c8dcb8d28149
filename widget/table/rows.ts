import type { Dispute, Payment, Tab } from '../../server/contract/tab.ts'

/** A row of the table, with what stands around it. */
export interface Row {
  readonly payment: Payment
  /** Set on a refund that stands under its original. */
  readonly under: Payment | null
  /** The last of the refunds under one original, where the joining line ends. */
  readonly last: boolean
  /** What was paid out in place of a refund that came to nothing. */
  readonly payouts: readonly Payment[]
  /** The refund in whose place this was paid out. */
  readonly replaced: Payment | null
  /** The disputes of the charge: the open ones first, then the newest. */
  readonly disputes: readonly Dispute[]
}

/** The payments in their order, each refund directly under its original where that is shown. */
export function rowsOf({ payments, disputes }: Pick<Tab, 'payments' | 'disputes'>): Row[] {
  const known = new Map(payments.map((payment) => [payment.id, payment]))
  const originals = new Set(payments.filter(({ refund }) => refund === null).map(({ id }) => id))
  const refunds = Map.groupBy(payments, ({ refund }) =>
    refund?.original != null && originals.has(refund.original) ? refund.original : null,
  )
  const payouts = Map.groupBy(payments, ({ replaces }) => replaces)
  const disputed = Map.groupBy(disputes, ({ charge }) => charge)

  const row = (payment: Payment, under: Payment | null, last: boolean): Row => ({
    payment,
    under,
    last,
    payouts: payouts.get(payment.id) ?? [],
    replaced: known.get(payment.replaces ?? '') ?? null,
    disputes: payment.charge === null || payment.refund !== null ? [] : foremostFirst(disputed.get(payment.charge) ?? []),
  })

  return (refunds.get(null) ?? []).flatMap((payment) => {
    const under = refunds.get(payment.id) ?? []
    return [row(payment, null, false), ...under.map((refund, index) => row(refund, payment, index === under.length - 1))]
  })
}

function foremostFirst(disputes: readonly Dispute[]): Dispute[] {
  return disputes.toSorted((a, b) => Number(b.open) - Number(a.open) || b.openedAt.localeCompare(a.openedAt))
}

/**
 * Ids as types of their own, so that a store handed in for a charge does not compile. A plain string passes for any of them, so
 * that what was parsed or is written out needs no conversion.
 */
type IdOf<Kind extends string> = string & { readonly kind?: Kind }

/** A store: our own id, chosen by the operator. */
export type StoreId = IdOf<'store'>
/** An invoice: the host's own id, unique in its store. */
export type InvoiceId = IdOf<'invoice'>
/** A row of the payments table, and a refund request before it has one: `pay_…`. */
export type PaymentId = IdOf<'payment'>
/** Stripe's charge, `ch_…` or `py_…`; opaque. */
export type ChargeId = IdOf<'charge'>
/** Stripe's refund, `re_…` or `pyr_…`; opaque. */
export type RefundId = IdOf<'refund'>
/** Stripe's dispute; opaque. */
export type DisputeId = IdOf<'dispute'>
/** Stripe's account, `acct_…`; null stands for the platform's own. */
export type AccountId = IdOf<'account'>

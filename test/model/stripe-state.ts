/** All that Stripe holds, as the checks compare it with the books. */
import * as z from 'zod'

const Refund = z.object({
  id: z.string(),
  charge: z.string(),
  amount: z.int(),
  currency: z.string(),
  status: z.enum(['pending', 'requires_action', 'succeeded', 'failed', 'canceled']),
  balance_transaction: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
})

const Charge = z.object({
  id: z.string(),
  amount: z.int(),
  amount_captured: z.int(),
  amount_refunded: z.int(),
  captured: z.boolean(),
  status: z.string(),
  currency: z.string(),
})

const Dispute = z.object({
  id: z.string(),
  charge: z.string(),
  amount: z.int(),
  currency: z.string(),
  status: z.string(),
  is_charge_refundable: z.boolean(),
  balance_transactions: z.array(z.object({ amount: z.int() })),
  payment_method_details: z.object({ card: z.object({ case_type: z.string() }) }),
})

const Event = z.looseObject({ id: z.string(), type: z.string(), data: z.object({ object: z.record(z.string(), z.unknown()) }) })

const Account = z.object({
  id: z.string(),
  charges: z.array(Charge),
  refunds: z.array(Refund),
  disputes: z.array(Dispute),
  events: z.array(Event),
})

/** The connected account of one history. */
export const StripeState = z.pipe(
  z.object({ accounts: z.array(Account) }),
  z.transform(({ accounts }) => {
    const account = accounts.at(-1)
    if (account === undefined) throw new Error('Stripe holds no account')
    return account
  }),
)
export type StripeState = z.infer<typeof StripeState>
export type StripeRefund = StripeState['refunds'][number]
export type StripeEvent = StripeState['events'][number]

import * as z from 'zod/mini'

/** What the shop's page reads from its own server before anything else. */
export const ShopFacts = z.object({
  /** Invoices are dated by it. */
  openedOn: z.iso.datetime(),
  /** Null where Stripe's own test mode is used: nobody can play the bank then. */
  simulatorUrl: z.nullable(z.string()),
  /** How customers pay on the pay page. */
  till: z.enum(['simulated', 'stripe', 'closed']),
  publishableKey: z.nullable(z.string()),
})
export type ShopFacts = z.infer<typeof ShopFacts>

/** What the pay page reads: what is due on an invoice, in minor units. */
export const Due = z.object({ invoice: z.string(), customer: z.nullable(z.string()), currency: z.string(), amount: z.int() })
export type Due = z.infer<typeof Due>

import * as z from 'zod/mini'

/** What the shop's page asks its own server before anything else. */
export const ShopFacts = z.object({
  /** Invoices are dated by it. */
  openedOn: z.iso.datetime(),
  /** Null where Stripe's own test mode is used: nobody can play the bank then. */
  simulatorUrl: z.nullable(z.string()),
})
export type ShopFacts = z.infer<typeof ShopFacts>

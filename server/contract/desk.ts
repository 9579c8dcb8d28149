/** The desk: everything in a store that needs a person, over all its invoices, as one message. */
import * as z from 'zod/mini'
import { Amount, Currency, Time } from './fields.ts'
import { AttentionItem } from './responses.ts'
import { Dispute } from './tab.ts'

/** An invoice as the desk names it. */
export const DeskInvoice = z.object({ id: z.string(), number: z.string(), customer: z.nullable(z.string()) })
export type DeskInvoice = z.infer<typeof DeskInvoice>

/** An open dispute. */
export const DisputeOnDesk = z.object({
  kind: z.literal('dispute'),
  /** Null while the charge has no invoice. */
  invoice: z.nullable(DeskInvoice),
  dispute: Dispute,
})

/** A refund that failed or was canceled, whose money is still with the store. */
export const FailedRefundOnDesk = z.object({
  kind: z.literal('failed_refund'),
  invoice: DeskInvoice,
  /** The refund's row. */
  payment: z.string(),
  /** What may still be paid out in its place, in minor units: more than zero. */
  amount: Amount,
  currency: Currency,
  /** Stripe's word for why it failed. */
  failureReason: z.nullable(z.string()),
  since: Time,
})

/** What else needs a person. */
export const AttentionOnDesk = z.object({
  kind: z.literal('attention'),
  /** Null where it is about no invoice that is known. */
  invoice: z.nullable(DeskInvoice),
  item: AttentionItem,
})

export const DeskItem = z.discriminatedUnion('kind', [DisputeOnDesk, FailedRefundOnDesk, AttentionOnDesk])
export type DeskItem = z.infer<typeof DeskItem>

export const Desk = z.object({
  /** The most urgent first. */
  items: z.array(DeskItem),
  /** Whether there are more than are told here: at most 200 of a kind are. */
  more: z.boolean(),
})
export type Desk = z.infer<typeof Desk>

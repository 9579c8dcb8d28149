/** What a record of an import says of a payment. */
import * as z from 'zod/mini'
import { BookMethod, Id, InvoiceId, Note, Time } from '../contract/fields.ts'

/** A CSV holds only text. */
const Whole = z.union([z.int(), z.pipe(z.string().check(z.regex(/^\d{1,15}$/)), z.transform(Number))])

const BookEntry = z.strictObject({
  invoice: InvoiceId,
  /** The shop's own id of the payment: by it one that is imported again is known. */
  id: z.string().check(z.minLength(1), z.maxLength(200)),
  method: BookMethod,
  amount: Whole,
  direction: z._default(z.enum(['in', 'out']), 'in'),
  note: z.optional(Note),
  recordedAt: z.optional(z.union([Time, z.iso.date()])),
})
export type BookEntry = z.infer<typeof BookEntry>

const StripeCharge = z.strictObject({ invoice: InvoiceId, charge: Id })
export type StripeCharge = z.infer<typeof StripeCharge>

/** Why a record is no payment, in words. */
export class NoPayment extends Error {
  override readonly name = 'NoPayment'
}

/** Throws {@link NoPayment}. */
export function paymentOf(members: Readonly<Record<string, unknown>>): BookEntry | StripeCharge {
  const schema = 'charge' in members ? StripeCharge : BookEntry
  const parsed = schema.safeParse(members)
  if (parsed.success) return parsed.data
  throw new NoPayment([...new Set(parsed.error.issues.map((issue) => describe(issue, members)))].join(' '))
}

const WORDS: Readonly<Record<string, string>> = {
  invoice: 'The invoice has to be 1 to 128 letters, digits or . _ ~ : -',
  id: 'The id has to be 1 to 200 characters: your own of the payment.',
  method: 'The method has to be cash, check, store_credit or gift_card; a Stripe payment has a charge instead.',
  amount: 'The amount has to be a whole number of minor units, such as 1250 for 12.50.',
  direction: 'The direction is in or out.',
  recordedAt: 'recordedAt has to be a day such as 2026-03-02, or a time in UTC such as 2026-03-02T15:04:05Z.',
  charge: 'The charge has to be Stripe’s id of it, ch_… or py_….',
}

function describe(issue: z.core.$ZodIssue, members: Readonly<Record<string, unknown>>): string {
  if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')} is not known here.`
  const name = String(issue.path[0])
  return members[name] === undefined ? `The ${name} is missing.` : (WORDS[name] ?? `The ${name} can’t be taken.`)
}

/** Which invoice a charge belongs to. */
import { InvoiceId } from '../contract/fields.ts'
import type { AttentionCode } from '../contract/tab.ts'

/** What a checkout session says of the invoice that is paid at it. */
export interface SessionMarks {
  /** Its metadata `jeweltrak_invoice`, where a Payment Link's own metadata is copied to. Only the shop's secret key can write it. */
  readonly mark: string | null
  /** Its `client_reference_id`, which a payer can write into a Payment Link's address: so only our exact form counts. */
  readonly reference: string | null
}

/** Where our mark may stand, in the order in which it counts. */
export interface Marks {
  /** Metadata `jeweltrak_invoice` of the charge. */
  readonly charge: string | null
  /** The same of its payment intent. */
  readonly intent: string | null
  /** Those that led to its payment intent; one at most in practice. */
  readonly sessions: readonly SessionMarks[]
}

/** The invoice that the marks name, or null: the charge is foreign. */
export function claimedInvoice({ charge, intent, sessions }: Marks): string | null {
  const metadata = [charge, intent, ...sessions.map(({ mark }) => mark)]
  return firstNamed(metadata) ?? firstNamed(sessions.map(({ reference }) => namedBy(reference)))
}

/**
 * `jeweltrak-<invoice>` or `jeweltrak_<invoice>`: a Payment Link drops the whole reference if one character is not a letter,
 * a digit, `-` or `_` (docs.stripe.com/payment-links/url-parameters); Checkout takes any.
 */
const REFERENCE = /^jeweltrak[-_](.*)$/s

function namedBy(reference: string | null): string | null {
  return InvoiceId.safeParse(REFERENCE.exec(reference ?? '')?.[1]).data ?? null
}

function firstNamed(marks: readonly (string | null)[]): string | null {
  return marks.find((mark) => mark !== null && mark !== '') ?? null
}

/** Where a charge is in the books. */
export interface Place {
  /** `assigned` has its invoice, `unmatched` names one that can't take it (yet), `foreign` names none. */
  readonly state: 'assigned' | 'unmatched' | 'foreign'
  readonly invoice: string | null
  readonly unmatched_because: 'unknown_invoice' | 'currency_mismatch' | null
}

/** Where a charge that names `claimed` belongs, given that invoice as it is known here, locked. */
export function assignment(
  claimed: string | null,
  invoice: { readonly id: string; readonly currency: string } | undefined,
  currency: string,
): Place {
  if (claimed === null) return { state: 'foreign', invoice: null, unmatched_because: null }
  if (invoice === undefined) return { state: 'unmatched', invoice: null, unmatched_because: 'unknown_invoice' }
  if (invoice.currency !== currency) return { state: 'unmatched', invoice: null, unmatched_because: 'currency_mismatch' }
  return { state: 'assigned', invoice: invoice.id, unmatched_because: null }
}

/** What may be said of a charge by where it is. */
export const PLACE_CODES = ['unmatched', 'currency_mismatch'] as const satisfies AttentionCode[]

/**
 * Why the charge needs a person where it is. A dispute in another currency than the charge waits for one wherever the charge
 * goes.
 */
export function placeCodes({ unmatched_because }: Place, hasForeignDispute: boolean): (typeof PLACE_CODES)[number][] {
  const mismatches = unmatched_because === 'currency_mismatch' || hasForeignDispute
  return [
    ...(unmatched_because === 'unknown_invoice' ? (['unmatched'] as const) : []),
    ...(mismatches ? (['currency_mismatch'] as const) : []),
  ]
}

/** The invoice whose tab shows that there is the charge: its own, or the one it names in another currency, which shows that a person is needed. */
export function shownOn({
  invoice,
  unmatched_because,
  claimed_invoice,
}: Place & { readonly claimed_invoice: string | null }): string | null {
  return invoice ?? (unmatched_because === 'currency_mismatch' ? claimed_invoice : null)
}

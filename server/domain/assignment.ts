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

/**
 * What the marks claim, or null: the charge is foreign. An invoice's id; or text that can be none, where a mark can't be used: the
 * payment is for an invoice, and a person has to say for which.
 */
export function claimedInvoice({ charge, intent, sessions }: Marks): string | null {
  const metadata = [charge, intent, ...sessions.map(({ mark }) => mark)]
  const references = sessions.map(({ reference }) => reference)
  return firstNamed(metadata) ?? firstNamed(references.map(namedBy)) ?? firstNamed(references.map(unusable))
}

/** Whether the claim can be an invoice's id. */
export function isUsable(claim: string): boolean {
  return InvoiceId.safeParse(claim).success
}

/** Whether a claim names the invoice in any way: in another case, with spaces, or with other signs between. */
export function mayName(claim: string, invoice: string): boolean {
  const letters = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')
  return (
    claim === invoice || [claim, claim.replace(LIKE_OURS, '')].some((text) => letters(text) !== '' && letters(text) === letters(invoice))
  )
}

/**
 * `jeweltrak-<invoice>` or `jeweltrak_<invoice>`: a Payment Link drops the whole reference if one character is not a letter,
 * a digit, `-` or `_` (docs.stripe.com/payment-links/url-parameters); Checkout takes any.
 */
const REFERENCE = /^jeweltrak[-_](.*)$/s

function namedBy(reference: string | null): string | null {
  return InvoiceId.safeParse(REFERENCE.exec(reference ?? '')?.[1]).data ?? null
}

/** What begins like ours, whatever comes after it. */
const LIKE_OURS = /^(client_reference_id )?\s*jeweltrak/i

/** The claim of a reference that begins like ours and can't be used: no invoice's id holds a space, so it is none. */
function unusable(reference: string | null): string | null {
  return reference !== null && LIKE_OURS.test(reference) ? `client_reference_id ${reference.replaceAll('\u0000', '')}` : null
}

function firstNamed(marks: readonly (string | null)[]): string | null {
  return marks.find((mark) => mark !== null && mark !== '') ?? null
}

/** Where a charge is in the books. */
export interface Place {
  /** `assigned` has its invoice, `unmatched` names one that can't take it (yet), `foreign` names none. */
  readonly assignment: 'assigned' | 'unmatched' | 'foreign'
  readonly invoice: string | null
  readonly unmatched_because: 'unknown_invoice' | 'currency_mismatch' | null
}

export interface ClaimedPlace extends Place {
  readonly claimed_invoice: string | null
}

/** Where a charge that names `claimed` belongs, given that invoice as it is known here, locked. */
export function placeOf(
  claimed: string | null,
  invoice: { readonly id: string; readonly currency: string } | undefined,
  currency: string,
): Place {
  if (claimed === null) return { assignment: 'foreign', invoice: null, unmatched_because: null }
  if (invoice === undefined) return { assignment: 'unmatched', invoice: null, unmatched_because: 'unknown_invoice' }
  if (invoice.currency !== currency) return { assignment: 'unmatched', invoice: null, unmatched_because: 'currency_mismatch' }
  return { assignment: 'assigned', invoice: invoice.id, unmatched_because: null }
}

/** What may be said of a charge by where it is. */
export const PLACE_CODES = ['unmatched', 'unusable_mark', 'currency_mismatch'] as const satisfies AttentionCode[]

/**
 * Why the charge needs a person where it is. A dispute in another currency than the charge waits for one wherever the charge
 * goes.
 */
export function placeCodes(
  { unmatched_because, claimed_invoice }: ClaimedPlace,
  hasForeignDispute: boolean,
): (typeof PLACE_CODES)[number][] {
  const mismatches = unmatched_because === 'currency_mismatch' || hasForeignDispute
  return [
    ...(unmatched_because === 'unknown_invoice'
      ? [isUsable(claimed_invoice ?? '') ? ('unmatched' as const) : ('unusable_mark' as const)]
      : []),
    ...(mismatches ? (['currency_mismatch'] as const) : []),
  ]
}

/** The invoice whose tab shows that there is the charge: its own, or the one it names in another currency, which shows that a person is needed. */
export function shownOn({ invoice, unmatched_because, claimed_invoice }: ClaimedPlace): string | null {
  return invoice ?? (unmatched_because === 'currency_mismatch' ? claimed_invoice : null)
}

/** Which invoice a charge belongs to. */
import { InvoiceId } from '../contract/fields.ts'

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

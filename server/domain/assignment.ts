/** Which invoice a charge belongs to. */

/** Where our mark may stand, in the order in which it counts. */
export interface Marks {
  /** Metadata `jeweltrak_invoice` of the charge. */
  readonly charge: string | null
  /** The same of its payment intent. */
  readonly intent: string | null
  /** The `client_reference_id` of its checkout session; a payer can set it, so only our exact form counts. */
  readonly sessionReference: string | null
}

const SESSION_MARK = 'jeweltrak:'

/** The invoice that the marks name, or null: the charge is foreign. */
export function claimedInvoice(marks: Marks): string | null {
  return named(marks.charge) ?? named(marks.intent) ?? named(markOfSession(marks.sessionReference))
}

function markOfSession(reference: string | null): string | null {
  return reference?.startsWith(SESSION_MARK) === true ? reference.slice(SESSION_MARK.length) : null
}

function named(mark: string | null): string | null {
  return mark === '' ? null : mark
}

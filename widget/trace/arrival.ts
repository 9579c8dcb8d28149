/** When a refund to a card arrives. Rests on "Refund and cancel payments" in Stripe’s documentation: 5 to 10 business days. */
const EARLIEST = 5
const LATEST = 10

export interface Arrival {
  readonly from: string
  readonly to: string
}

/** Between which days a refund usually arrives that was sent at this moment. */
export function arrivalOf(sentAt: string): Arrival {
  return { from: afterBusinessDays(sentAt, EARLIEST), to: afterBusinessDays(sentAt, LATEST) }
}

/** So many weekdays later. Holidays differ from bank to bank, and are not counted. */
function afterBusinessDays(from: string, days: number): string {
  const date = new Date(from)
  for (let left = days; left > 0;) {
    date.setUTCDate(date.getUTCDate() + 1)
    if (date.getUTCDay() % 6 !== 0) left -= 1
  }
  return date.toISOString()
}

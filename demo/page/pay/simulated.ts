import * as z from 'zod/mini'

export const NOT_TAKEN = 'The payment could not be taken. Try again in a moment.'

const Paid = z.object({ declined: z.boolean() })

/** Pays what is due with one of the simulated Stripe's cards; answers what went wrong, or null. */
export async function payAtSimulator(invoice: string, card: string): Promise<string | null> {
  const response = await fetch(`/demo/pay?${new URLSearchParams({ invoice, card })}`, { method: 'POST' })
  if (!response.ok) return NOT_TAKEN
  return Paid.parse(await response.json()).declined ? 'The card was declined. Try another one.' : null
}

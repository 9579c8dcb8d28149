/** Stripe as it answers a store whose balance is kept in another currency than its customers pay in. */
import * as z from 'zod'

const Movement = z.looseObject({ object: z.literal('balance_transaction'), amount: z.int(), fee: z.int() })

/** Every movement on the balance in `currency`: what leaves at the one rate, what comes in at the other, as days pass between. */
export function balanceIn(currency: string, rates: { readonly out: number; readonly in: number }): typeof fetch {
  const inBalanceCurrency = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inBalanceCurrency)
    if (typeof value !== 'object' || value === null) return value
    const movement = Movement.safeParse(value).data
    if (movement === undefined)
      return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, inBalanceCurrency(inner)]))
    const rate = movement.amount < 0 ? rates.out : rates.in
    const [amount, fee] = [Math.round(movement.amount * rate), Math.round(movement.fee * rate)]
    return { ...movement, currency, amount, fee, net: amount - fee, exchange_rate: rate }
  }
  return async (input, init) => {
    const answer = await fetch(input, init)
    return Response.json(inBalanceCurrency(await answer.json()), {
      status: answer.status,
      headers: [['request-id', answer.headers.get('request-id') ?? '']],
    })
  }
}

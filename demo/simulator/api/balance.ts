import type { Stripe } from 'stripe'
import { z } from 'zod'
import { expand } from '../params.ts'
import type { Account } from '../state.ts'
import { seconds } from '../world.ts'
import { route } from './route.ts'

/** What an account's transactions come to, per currency; money is available two days after it moved. */
function balanceOf(account: Account, now: number): Stripe.Balance {
  const all = [...account.balanceTransactions.values()]
  const sums = (chosen: typeof all): Stripe.Balance.Available[] =>
    [...Map.groupBy(chosen, ({ currency }) => currency)].map(([currency, those]) => ({
      amount: those.reduce((sum, { net }) => sum + net, 0),
      currency,
    }))
  return {
    object: 'balance',
    available: sums(all.filter(({ available_on: due }) => due <= now)),
    livemode: false,
    pending: sums(all.filter(({ available_on: due }) => due > now)),
  }
}

export const balanceRoutes = [
  route('GET', '/v1/balance', z.strictObject(expand), ({ context }) => balanceOf(context.account, seconds(context.world.clock()))),
]

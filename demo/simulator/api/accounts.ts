import type { Stripe } from 'stripe'
import { z } from 'zod'
import { missing } from '../errors.ts'
import { expand } from '../params.ts'
import type { Account } from '../state.ts'
import { route } from './route.ts'

function shown(account: Account): Stripe.Account {
  return {
    id: account.id,
    object: 'account',
    charges_enabled: true,
    country: 'US',
    default_currency: 'usd',
    details_submitted: true,
    email: null,
    payouts_enabled: true,
    settings: null,
    type: 'standard',
  }
}

export const accountRoutes = [
  route('GET', '/v1/account', z.strictObject(expand), ({ context }) => shown(context.account)),

  route('GET', '/v1/accounts/:id', z.strictObject(expand), ({ context, id }) => {
    const account = context.world.accounts.get(id)
    if (account === undefined || (!context.account.platform && account.id !== context.account.id)) throw missing('account', id)
    return shown(account)
  }),
]

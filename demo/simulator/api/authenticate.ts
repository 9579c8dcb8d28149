import { StripeRefusal } from '../errors.ts'
import type { Account } from '../state.ts'
import type { World } from '../world.ts'

/** The account a request is about: its key's own, or the one named by `Stripe-Account`. Throws 401 or 403. */
export function accountFor(world: World, request: { authorization: string | undefined; stripeAccount: string | undefined }): Account {
  const key = keyOf(request.authorization)
  if (key === undefined) {
    throw new StripeRefusal(
      401,
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    )
  }
  if (key !== world.secretKey) throw new StripeRefusal(401, `Invalid API Key provided: ${masked(key)}`)
  const account =
    request.stripeAccount === undefined
      ? [...world.accounts.values()].find(({ platform }) => platform)
      : world.accounts.get(request.stripeAccount)
  if (account === undefined) {
    throw new StripeRefusal(
      403,
      `The provided key '${masked(key)}' does not have access to account '${request.stripeAccount ?? ''}' (or that account does not exist). Application access may have been revoked.`,
      { code: 'account_invalid' },
    )
  }
  return account
}

function keyOf(authorization = ''): string | undefined {
  const [scheme = '', value = ''] = authorization.split(' ')
  if (/^bearer$/i.test(scheme) && value !== '') return value
  if (/^basic$/i.test(scheme)) return Buffer.from(value, 'base64').toString().split(':')[0]
  return undefined
}

function masked(key: string): string {
  return `${key.slice(0, 8)}${'*'.repeat(8)}${key.slice(-4)}`
}

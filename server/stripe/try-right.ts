import type { StripeRight } from '../contract/choices.ts'
import type { AccountId } from '../contract/ids.ts'
import type { Ctx } from '../context/ctx.ts'
import type { StripeGateway } from './gateway.ts'

/** The part of the context that a try needs. */
export interface TryCtx extends Pick<Ctx, 'newId'> {
  readonly gateway: StripeGateway
}

const FIRST_PAGE = { since: null, after: null }

/** A call that needs the right, of the smallest kind. None changes anything at Stripe. */
const TRIES: Readonly<Record<StripeRight, (ctx: TryCtx, account: AccountId | null) => Promise<unknown>>> = {
  'refunds.create': ({ gateway, newId }, account) => gateway.tryRefunding(account, newId('try')),
  'refunds.read': ({ gateway }, account) => gateway.pages.refunds(account, FIRST_PAGE).next(),
  'charges.read': ({ gateway }, account) => gateway.pages.charges(account, FIRST_PAGE).next(),
  'disputes.read': ({ gateway }, account) => gateway.pages.disputes(account, FIRST_PAGE).next(),
  'payment_intents.read': ({ gateway }, account) => gateway.getIntent(account, 'pi_none'),
  'checkout_sessions.read': ({ gateway }, account) => gateway.pages.sessions(account, FIRST_PAGE).next(),
  'events.read': ({ gateway }, account) => gateway.pages.undeliveredEvents(account, FIRST_PAGE).next(),
}

/** Resolves where the key has the right on this account. Throws StripeUnavailable where it has not, or nothing is answered. */
export async function tryRight(ctx: TryCtx, account: AccountId | null, right: StripeRight): Promise<void> {
  await TRIES[right](ctx, account)
}

/** Which invoice a charge names, by marks of which some have to be fetched from Stripe, and recording it there. */
import type { AccountId, InvoiceId } from '../contract/ids.ts'
import { claimedInvoice, type SessionMarks } from '../domain/assignment.ts'
import type { StripeCharge } from '../domain/stripe-facts.ts'
import { findCharge } from '../ledger/charge-queries.ts'
import { recordCharge, updateCharge, type ChargeOutcome } from '../ledger/record-charge.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { AccountRef } from './ensure-charge.ts'

/**
 * Records the charge, or brings what is recorded of it up to date; null where it is not captured, and so no money yet. `sessions`
 * are its checkout sessions, which are fetched from Stripe where the caller does not know them. Throws StripeUnavailable where a
 * mark can't be read.
 */
export async function claimAndRecord(
  ctx: GatewayCtx,
  { store, account }: AccountRef,
  charge: StripeCharge,
  sessions?: readonly SessionMarks[],
): Promise<ChargeOutcome | null> {
  if (!charge.isCaptured) return null
  const existing = await findCharge(ctx.db, store, charge.id)
  if (existing !== undefined && existing.assignment !== 'foreign') return updateCharge(ctx, existing, charge)
  return recordCharge(ctx, store, charge, await claim(ctx, account, charge, sessions))
}

/** The invoice that the charge's marks name, in the order in which they count; only what is not at hand is fetched from Stripe. */
export async function claim(
  ctx: GatewayCtx,
  account: AccountId | null,
  charge: StripeCharge,
  sessions?: readonly SessionMarks[],
): Promise<InvoiceId | null> {
  const onCharge = claimedInvoice({ charge: charge.mark, intent: null, sessions: [] })
  if (onCharge !== null) return onCharge
  const onIntent = claimedInvoice({ charge: null, intent: await intentMark(ctx, account, charge), sessions: [] })
  if (onIntent !== null) return onIntent
  return claimedInvoice({ charge: null, intent: null, sessions: sessions ?? (await sessionsOf(ctx, account, charge)) })
}

async function intentMark(ctx: GatewayCtx, account: AccountId | null, charge: StripeCharge): Promise<string | null> {
  if (charge.intentMark !== undefined || charge.paymentIntent === null) return charge.intentMark ?? null
  return (await ctx.gateway.getIntent(account, charge.paymentIntent))?.mark ?? null
}

async function sessionsOf(ctx: GatewayCtx, account: AccountId | null, charge: StripeCharge): Promise<readonly SessionMarks[]> {
  return charge.paymentIntent === null ? [] : ctx.gateway.listSessions(account, charge.paymentIntent)
}

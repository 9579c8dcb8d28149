import type { ChargeFacts } from '../stripe/objects/charge.ts'
import type { SessionFacts } from '../stripe/objects/checkout-session.ts'
import type { Origin } from './hold-charge.ts'
import type { Services } from './services.ts'

/**
 * The charge that was paid at a checkout session, asked of Stripe. Null where there is none yet, or the session has no say:
 * the charge is assigned already, or waits for its invoice. `gone` where Stripe does not know what the session names. Throws
 * StripeUnavailable.
 */
export async function chargePaidAt(s: Services, origin: Origin, session: SessionFacts): Promise<ChargeFacts | null | 'gone'> {
  if (session.paymentIntent === null || (await hasClaimedCharge(s, origin, session.paymentIntent))) return null
  const intent = await s.stripe.getIntent(origin.account, session.paymentIntent)
  if (intent === null) return 'gone'
  if (intent.latestCharge === null) return null
  return (await s.stripe.getCharge(origin.account, intent.latestCharge)) ?? 'gone'
}

async function hasClaimedCharge(s: Services, { store }: Origin, intent: string): Promise<boolean> {
  const charge = await s.db
    .selectFrom('charges')
    .select('id')
    .where('store', '=', store)
    .where('payment_intent', '=', intent)
    .where('state', '<>', 'foreign')
    .executeTakeFirst()
  return charge !== undefined
}

/** Holding a charge that news is about, and asking Stripe for what it brings along. */
import type { SessionMarks } from '../domain/assignment.ts'
import type { ChargeFacts } from '../stripe/objects/charge.ts'
import { StripeUnavailable } from '../stripe/unavailable.ts'
import { withChargeLease, type Renew } from './charge-lease.ts'
import { compareUnderLease } from './compare-charge.ts'
import { findCharge, recordCharge } from './record-charge.ts'
import type { Services } from './services.ts'

/** A store and its account at Stripe, null for the platform's own. */
export interface Origin {
  readonly store: string
  readonly account: string | null
}

/** Holds the charge, by its sessions too: as the caller knows them, or looked up. One that has a past which is not in the books yet is compared with Stripe at once. */
export async function holdCharge(
  s: Services,
  { store, account }: Origin,
  charge: ChargeFacts,
  sessions?: readonly SessionMarks[],
): Promise<void> {
  await recordCharge(s, store, account, charge, sessions)
  await compareWhile(s, { store, account }, charge.id, async () => (await findCharge(s, store, charge.id))?.compare_wanted_at != null)
}

/** Where the charge that news is about is held; `gone` where neither the books nor Stripe know it. */
export type Standing = 'ours' | 'foreign' | 'gone'

/** Finds out whose charge it is, for news of its refund or dispute; one that is not held is fetched and given its place. */
export async function standingOf(s: Services, { store, account }: Origin, id: string): Promise<Standing> {
  const held = await findCharge(s, store, id)
  if (held !== undefined) return held.state === 'foreign' ? 'foreign' : 'ours'
  const charge = await s.stripe.getCharge(account, id)
  if (charge === null) return 'gone'
  await recordCharge(s, store, account, charge)
  await compareWhile(s, { store, account }, id, async () => (await findCharge(s, store, id))?.compare_wanted_at != null)
  const now = await findCharge(s, store, id)
  return now === undefined || now.state === 'foreign' ? 'foreign' : 'ours'
}

/** Asks Stripe about the whole charge, unless what called for it has settled by the time it is our turn. */
export async function compareWhile(s: Services, { store }: Origin, id: string, needed: () => Promise<boolean>): Promise<void> {
  if (!(await needed())) return
  await inTurn(s, { store, id }, async (renew) => {
    if (await needed()) await compareUnderLease(s, { store, id }, renew)
  })
}

/** Runs `work`, which asks Stripe about the charge, while nobody else does; throws StripeUnavailable where its turn does not come. */
export async function inTurn(
  s: Services,
  charge: { readonly store: string; readonly id: string },
  work: (renew: Renew) => Promise<void>,
): Promise<void> {
  const turn = await withChargeLease(s, charge, work)
  if (turn === null) throw new StripeUnavailable(`another call about ${charge.id} takes long`)
}

import type { StripeRight } from '../../contract/choices.ts'
import type { AccountId } from '../../contract/ids.ts'
import { StripeUnavailable } from '../../context/errors.ts'
import type { TryCtx } from '../../stripe/try-right.ts'
import { findMissingRights } from '../check-stripe.ts'
import { statusOf, type StripeInspector } from '../../stripe/inspect.ts'
import { duration } from '../warnings.ts'
import { findingsAbout, type Finding } from './finding.ts'

/** A store as far as it has to fit the key. */
export interface StoreAccount {
  readonly id: string
  readonly stripe_account: AccountId | null
  readonly livemode: boolean
}

export interface CheckStripeParts {
  readonly inspector: StripeInspector
  /** By which the rights are tried. */
  readonly tries: TryCtx
  readonly livemode: boolean
  /** Where the API is, for a person. */
  readonly address: string
  /** Empty where they can't be read. */
  readonly stores: readonly StoreAccount[]
}

/** Seconds: Stripe refuses nothing for it, but the signatures of its webhooks are then too old or too new. */
const CLOCKS_DIFFER = 60
const SLOW = 3

/** Whether Stripe takes the key, for what, in which mode, for these stores; and whether the clocks agree. */
export async function checkStripe({ inspector, tries, livemode, address, stores }: CheckStripeParts): Promise<Finding[]> {
  const stripe = findingsAbout('Stripe')
  const clock = findingsAbout('Clock')
  const account = await inspector.account().catch(refusalOf)
  if ('about' in account) return [account]
  const { id, clockAhead, seconds } = account
  const mode = livemode ? 'live' : 'test'
  const findings = [stripe.well(`answers at ${address}, in ${mode} mode, account ${id}`)]
  if (seconds > SLOW) findings.push(stripe.look(`it took ${duration(seconds)} to answer`, 'check status.stripe.com and the network'))
  const otherMode = stores.filter((store) => store.livemode !== livemode).map((store) => store.id)
  if (otherMode.length > 0)
    findings.push(
      stripe.mend(
        `the key is of ${mode} mode, and ${otherMode.join(', ')} of the other`,
        `set STRIPE_SECRET_KEY to a ${livemode ? 'test' : 'live'} key, or DATABASE_URL to the database of this mode`,
      ),
    )
  for (const store of stores) findings.push(...(await rightsOf(tries, store)))
  if (stores.length === 0) findings.push(...(await rightsOf(tries, { id: 'the key’s own account', stripe_account: null })))
  if (clockAhead !== null && Math.abs(clockAhead) > CLOCKS_DIFFER)
    findings.push(
      clock.mend(
        `this machine’s is ${duration(Math.abs(clockAhead))} ${clockAhead > 0 ? 'ahead of' : 'behind'} Stripe’s, and webhooks are refused when it is five minutes`,
        'set it by NTP',
      ),
    )
  return findings
}

async function rightsOf(tries: TryCtx, { id, stripe_account }: Pick<StoreAccount, 'id' | 'stripe_account'>): Promise<Finding[]> {
  const { well, mend } = findingsAbout('Rights')
  const missing = (await findMissingRights(tries, stripe_account)).map((right) => NAMES[right])
  if (missing.length === 0) return [well(`the key has those that are needed for ${id}`)]
  return [
    mend(
      `the key lacks ${missing.join(', ')} for ${id}`,
      stripe_account === null
        ? 'add them to the restricted key in Stripe’s dashboard, under Developers → API keys'
        : `add them to the key, and see that ${stripe_account} is still connected`,
    ),
  ]
}

/** As Stripe’s dashboard names them. */
const NAMES: Readonly<Record<StripeRight, string>> = {
  'refunds.create': 'Charges and Refunds: Write',
  'refunds.read': 'Charges and Refunds: Read (refunds)',
  'charges.read': 'Charges and Refunds: Read (charges)',
  'disputes.read': 'Disputes: Read',
  'payment_intents.read': 'PaymentIntents: Read',
  'checkout_sessions.read': 'Checkout Sessions: Read',
  'events.read': 'Events: Read',
}

/** What it means that Stripe does not answer the simplest of calls. */
function refusalOf(error: unknown): Finding {
  const { mend } = findingsAbout('Stripe')
  if (!(error instanceof StripeUnavailable)) throw error
  const status = statusOf(error)
  if (status === 401)
    return mend('Stripe does not accept the key', 'set STRIPE_SECRET_KEY to one that is listed under Developers → API keys')
  if (status === 403)
    return mend('the key may not read its own account', 'use a key of this account, or give it “Account: Read” in Stripe’s dashboard')
  const because = status === undefined ? 'no answer came' : `it answered ${status}`
  return mend(`Stripe can’t be read (${because})`, 'check STRIPE_API_URL, the network and status.stripe.com')
}

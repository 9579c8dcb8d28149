/** A refund whose answer was lost, and the hours after it was reserved: by the database's clock, to the second. */
import { readRequest } from '../../../server/refunds/queries.ts'
import { attemptRefund } from '../../../server/refunds/attempt.ts'
import { standAt } from '../../support/database-clock.ts'
import { openShop, type Shop } from '../../support/shop.ts'

export const SECOND = 1 / 3600

export interface Lost {
  readonly id: string
  readonly charge: string
  /** The payment that is refunded. */
  readonly original: string
  /** So many hours after it was reserved, by the database's clock, the server's and Stripe's; then it is attempted. */
  at(hours: number): Promise<void>
  /** The calls that Stripe got since the last time, however often. */
  requests(): Promise<string[]>
}

/**
 * 600 of 1,000 are to be refunded, and the answer is lost: before it reached Stripe, or after Stripe had made the refund.
 * No webhook comes.
 */
export async function lostRefund(shop: Shop, lost: 'before' | 'after'): Promise<Lost> {
  const reserved = new Date()
  await standAt(shop.db, reserved)
  const { charge, payment } = await shop.paid(1_000)
  await shop.stripe.faults({ api: { method: 'POST', status: 502, ...(lost === 'before' ? { failBefore: 1 } : { failAfter: 1 }) } })
  const { id } = await shop.refund(payment, 600)
  await shop.stripe.faults({})
  await shop.stripe.newRequests()
  let passed = 0
  return {
    id,
    charge,
    original: payment,
    async at(hours) {
      await standAt(shop.db, new Date(reserved.getTime() + hours * 3600 * 1000))
      const before = await attempts(shop, id)
      await shop.pass((hours - passed) * 3600)
      passed = hours
      // Waits grow to minutes: an attempt between them is one that another server makes.
      if ((await attempts(shop, id)) === before) await attemptRefund(shop.ctx, id)
    },
    requests: async () => [...new Set((await shop.stripe.newRequests()).map(({ method, path }) => `${method} ${path}`))],
  }
}

async function attempts(shop: Shop, id: string): Promise<number | undefined> {
  return (await readRequest(shop.db, id))?.attempts
}

/** Opens a shop with such a refund, for the time of the test. */
export async function shopWithLostRefund(lost: 'before' | 'after'): Promise<{ shop: Shop; refund: Lost } & AsyncDisposable> {
  const shop = await openShop()
  return { shop, refund: await lostRefund(shop, lost), [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose]() }
}

/** The list of refunds can't be read from now on, or can again. */
export function unreadable(shop: Shop, isUnreadable: boolean): Promise<void> {
  return shop.stripe.faults(isUnreadable ? { api: { method: 'GET', failBefore: 1, status: 500 } } : {})
}

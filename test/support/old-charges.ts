/** What happens to a shop of old charges while its server is away, and what its books must say in the end. */
import { untilIs } from './until.ts'
import { DAY, type HttpShop, type ShopOverTime } from './shop.ts'

/** Charges, refunds and disputes that were in the books before. */
export interface OldThings {
  readonly refunded: string
  readonly disputed: string
  readonly pending: string
  readonly succeeded: string
  readonly inDispute: string
}

const INVOICES = ['refunded', 'disputed', 'pending', 'succeeded', 'in-dispute', 'new', 'new-failed'] as const

/** All of it 20 days old, reconciled since, and in step. */
export async function growOld(time: ShopOverTime, server: HttpShop): Promise<OldThings> {
  for (const invoice of INVOICES) await server.api().putInvoice(invoice, { total: 1_000_00 })
  const pay = (invoice: string): Promise<string> => time.stripe.pay(invoice, 1_000_00)
  const [refunded, disputed] = [await pay('refunded'), await pay('disputed')]
  const pending = await time.stripe.refund(await pay('pending'), 100_00, { outcome: 'pending' })
  const succeeded = await time.stripe.refund(await pay('succeeded'), 100_00)
  const inDispute = await time.stripe.dispute(await pay('in-dispute'))
  const before: Books = {
    ...EMPTY,
    refunded: ['100000 succeeded'],
    disputed: ['100000 succeeded'],
    pending: ['-10000 pending', '100000 succeeded'],
    succeeded: ['-10000 succeeded', '100000 succeeded'],
    'in-dispute': ['100000 succeeded', 'dispute needs_response'],
  }
  await sameBooks(server, before)
  await time.pass(20 * DAY)
  await time.reconciled()
  await sameBooks(server, before)
  return { refunded, disputed, pending, succeeded, inDispute }
}

/** What happens to old charges, on so many days. */
export async function happen(time: ShopOverTime, old: OldThings, eachTook: number): Promise<void> {
  const next = (): Promise<void> => time.pass(eachTook)
  await time.stripe.refund(old.refunded, 200_00)
  await next()
  await time.stripe.moveRefund(old.pending, { status: 'failed', failureReason: 'expired_or_canceled_card' })
  await next()
  await time.stripe.moveRefund(old.succeeded, { status: 'failed', failureReason: 'lost_or_stolen_card' })
  await next()
  const dispute = await time.stripe.dispute(old.disputed)
  await next()
  await time.stripe.closeDispute(dispute, 'won')
  await time.stripe.closeDispute(old.inDispute, 'lost')
  await next()
  const charge = await time.stripe.pay('new', 1_000_00)
  await time.stripe.refund(charge, 300_00)
  const failing = await time.stripe.refund(await time.stripe.pay('new-failed', 1_000_00), 300_00)
  await next()
  await time.stripe.moveRefund(failing, { status: 'failed', failureReason: 'unknown' })
}

export type Books = Readonly<Record<(typeof INVOICES)[number], readonly string[]>>

const EMPTY: Books = { refunded: [], disputed: [], pending: [], succeeded: [], 'in-dispute': [], new: [], 'new-failed': [] }

export const IN_THE_END: Books = {
  refunded: ['-20000 succeeded', '100000 succeeded'],
  disputed: ['100000 succeeded', 'dispute won'],
  pending: ['-10000 failed', '100000 succeeded'],
  succeeded: ['-10000 failed', '100000 succeeded'],
  'in-dispute': ['100000 succeeded', 'dispute lost'],
  new: ['-30000 succeeded', '100000 succeeded'],
  'new-failed': ['-30000 failed', '100000 succeeded'],
}

export async function readBooks(server: HttpShop): Promise<Books> {
  const tabs = await Promise.all(INVOICES.map((invoice) => server.api().tab(invoice)))
  const lines = tabs.map(({ payments, disputes }) =>
    [...payments.map(({ amount, status }) => `${amount} ${status}`), ...disputes.map(({ status }) => `dispute ${status}`)].toSorted(),
  )
  return { ...EMPTY, ...Object.fromEntries(INVOICES.map((invoice, index) => [invoice, lines[index] ?? []])) }
}

/** Waits until the books say so; fails with what they say instead. */
export function sameBooks(server: HttpShop, expected: Books): Promise<void> {
  return untilIs(() => readBooks(server), expected, 30_000)
}

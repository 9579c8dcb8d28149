/** What happened to each invoice before the shop opens: the states worth seeing. */
import type { Payment } from '../../server/contract/tab.ts'
import type { Bank, CardDispute, PlayedBank } from './bank.ts'
import type { Scene } from './scene.ts'

/** Needs nothing that only a bank does, and so is played in Stripe's test mode too. */
export const PLAIN_STORIES: Readonly<Record<string, (scene: Scene<Bank>) => Promise<void>>> = {
  async 1001({ pays, records, refunds, total }) {
    await pays({ amount: 500_00, daysAgo: 11, method: 'stripe_terminal', card: VISA })
    const rest = await pays({ amount: total - 700_00, daysAgo: 4, card: MASTERCARD })
    await records('cash', 200_00, { note: 'Counter drawer 2' })
    await refunds(rest, 125_00, 'requested_by_customer', 'Appraisal not needed')
  },
  async 1002({ pays, total }) {
    await pays({ amount: total, daysAgo: 2, card: VISA })
  },
  async 1003({ pays, refunds, total }) {
    const paid = await pays({ amount: total, daysAgo: 15, card: AMEX })
    await refunds(paid, 200_00, 'requested_by_customer', 'Left stud replaced')
    await refunds(paid, total - 200_00, 'requested_by_customer', 'Returned in the end')
  },
  async 1004({ pays, records, total }) {
    await pays({ amount: 400_00, daysAgo: 7, method: 'stripe_terminal', card: VISA })
    await records('gift_card', 150_00, { note: 'Card 7731' })
    await records('store_credit', 75_00, { note: 'Trade-in, watch strap' })
    await records('check', 120_00, { note: 'Check 1048' })
    await records('cash', total - 400_00 - 150_00 - 75_00 - 120_00)
  },
  async 1015({ records, pays }) {
    for (let week = 1; week <= 198; week += 1) await records('cash', 50_00, { note: `Week ${week}` })
    await pays({ amount: 60_00, daysAgo: 399, method: 'stripe_terminal', card: VISA })
    await pays({ amount: 40_00, daysAgo: 1, card: VISA })
  },
  async 1019() {},
}

export const BANK_STORIES: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  async 1005({ pays, bank, step, total }) {
    const paid = await pays({ amount: total, daysAgo: 5, card: VISA })
    await bank.refund(step(), {
      charge: chargeOf(paid),
      amount: 640_00,
      outcome: 'pending',
      pendingReason: 'insufficient_funds',
      reason: 'requested_by_customer',
    })
  },
  async 1006({ pays, bank, refunds, total }) {
    const paid = await pays({ amount: total, daysAgo: 20, card: MASTERCARD })
    const { refund } = await refunds(paid, 180_00, 'requested_by_customer', 'Engraving redone')
    await bank.failRefund(refund, 'expired_or_canceled_card')
  },
  async 1007({ pays, bank, total }) {
    const paid = await pays({ amount: total, daysAgo: 33, card: VISA })
    await bank.dispute({ charge: chargeOf(paid), reason: 'fraudulent', daysAgo: 6, dueInDays: 3.4 })
  },
  async 1008({ pays, bank, total }) {
    const paid = await pays({ amount: total, daysAgo: 40, card: AMEX })
    await bank.dispute({ charge: chargeOf(paid), reason: 'product_not_received', daysAgo: 12, dueInDays: -2 })
  },
  async 1009({ pays, bank, total }) {
    const paid = await pays({ amount: total, daysAgo: 17, card: VISA })
    await bank.dispute({ charge: chargeOf(paid), reason: 'unrecognized', inquiry: true, daysAgo: 2, dueInDays: 8 })
  },
  async 1010({ pays, bank, total }) {
    const paid = await pays({ amount: total, daysAgo: 62, card: MASTERCARD })
    await close(bank, { charge: chargeOf(paid), reason: 'credit_not_processed', daysAgo: 40, dueInDays: -20 }, 'won')
  },
  async 1011({ pays, bank, refunds, total }) {
    const paid = await pays({ amount: total, daysAgo: 69, card: VISA })
    await refunds(paid, 400_00, 'requested_by_customer', 'Stone replaced')
    await close(
      bank,
      { charge: chargeOf(paid), amount: total - 400_00, reason: 'product_unacceptable', daysAgo: 45, dueInDays: -25 },
      'lost',
    )
  },
  async 1012({ pays, total }) {
    await pays({ amount: total, daysAgo: 3, method: 'interac' })
  },
  async 1013({ pays, bank, step, total }) {
    const paid = await pays({ amount: total, daysAgo: 8, card: VISA })
    await bank.refund(step(), { charge: chargeOf(paid), amount: 14_800, daysAgo: 2 })
  },
  async 1014({ pays, refunds, total }) {
    const paid = await pays({ amount: total, daysAgo: 9, card: MASTERCARD })
    await refunds(paid, 12_500)
  },
  async 1016({ pays, bank, step, total }) {
    const paid = await pays({ amount: total, daysAgo: 6, card: VISA })
    await bank.refund(step(), { charge: chargeOf(paid), amount: total, outcome: 'requires_action', reason: 'requested_by_customer' })
  },
  async 1017({ bank, step, waitsUntil, invoice, total }) {
    // In another currency than the invoice's, it is never summed: it waits for a person.
    await bank.pay(step(), {
      invoice: invoice.id,
      amount: total,
      currency: 'eur',
      daysAgo: 4,
      method: 'stripe_link',
      card: VISA,
      customer: invoice.customer,
    })
    // Compared with Stripe before that, the invoice would be said to match.
    await waitsUntil(({ attention }) => attention.length > 0)
  },
  async 1018({ pays, bank, refunds, records, syncs, total }) {
    const paid = await pays({ amount: total, daysAgo: 24, card: VISA })
    const { row, refund } = await refunds(paid, 150_00, 'requested_by_customer')
    await bank.failRefund(refund, 'lost_or_stolen_card')
    await syncs()
    await records('check', 150_00, { direction: 'out', replaces: row, note: 'Check 2214' })
  },
  async 1020() {},
  async 1021({ pays, bank, requests, total }) {
    const paid = await pays({ amount: total, daysAgo: 1, card: VISA })
    await bank.fallSilent(chargeOf(paid))
    await requests(paid, 460_00, 'requested_by_customer', 'Safety chain missing')
  },
}

const VISA = { brand: 'visa', last4: '4242' }
const MASTERCARD = { brand: 'mastercard', last4: '4444' }
const AMEX = { brand: 'amex', last4: '8431' }

async function close(bank: PlayedBank, dispute: CardDispute, outcome: 'won' | 'lost'): Promise<void> {
  await bank.closeDispute(await bank.dispute(dispute), outcome)
}

/** Of a row that is a Stripe payment. */
function chargeOf({ id, charge }: Payment): string {
  if (charge === null) throw new Error(`${id} is no Stripe payment.`)
  return charge
}

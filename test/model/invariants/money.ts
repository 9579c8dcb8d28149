/** Stripe and the books hold the same money. */
import { type Facts, type Invariant, lostBy, placedCharges, takes, total } from './facts.ts'

export const MONEY: readonly Invariant[] = [
  {
    name: 'Every refund of Stripe’s has exactly one row, of its amount and in its state, and every row has its refund',
    broken: ({ refunds, rows }) =>
      differences(
        refunds.map(({ id, charge, amount, status }) => `${id} of ${charge}: ${-amount} ${status}`),
        rows
          .filter(({ kind }) => kind === 'refund')
          .map(({ refund, charge, amount, status }) => `${refund ?? ''} of ${charge ?? ''}: ${amount} ${status}`),
      ),
  },
  {
    name: 'Every payment that is money has exactly one row, on the invoice that it names once that is there',
    broken: (facts) =>
      differences(
        placedCharges(facts).map(({ id, captured, invoice }) => `${id}: ${captured} on ${String(invoice)}`),
        facts.rows
          .filter(({ kind }) => kind === 'charge')
          .map(({ charge, amount, invoice }) => `${charge ?? ''}: ${amount} on ${String(invoice)}`),
      ),
  },
  {
    name: 'A refund’s row stands on its charge’s invoice',
    broken: ({ rows, charges }) =>
      rows
        .filter(({ kind, charge, invoice }) => kind === 'refund' && charges.find(({ id }) => id === charge)?.invoice !== invoice)
        .map(({ id, invoice }) => `${id} stands on ${String(invoice)}`),
  },
  {
    name: 'No charge is refunded past what was captured',
    broken: ({ stripe, refunds }) =>
      stripe.charges.flatMap(({ id, amount_captured: captured }) => {
        const refunded = total(refunds.filter(({ charge, status }) => charge === id && takes(status)).map(({ amount }) => amount))
        return refunded > captured ? [`${id}: ${refunded} of ${captured}`] : []
      }),
  },
  {
    name: '`paid` and `balance` are what the model says',
    broken: (facts) =>
      facts.tabs.flatMap(({ invoice }) => {
        const paid = paidOf(facts, invoice.id)
        const due = (facts.memory.totals.get(invoice.id) ?? invoice.total) - paid
        return invoice.paid === paid && invoice.balance === due
          ? []
          : [`${invoice.id}: paid ${invoice.paid}, balance ${invoice.balance}; the model says ${paid} and ${due}`]
      }),
  },
  {
    name: 'What can still be refunded is what was captured less refunds, less what waits for approval, and less what disputes took',
    broken: (facts) => {
      const shown = facts.tabs
        .flatMap(({ payments }) => payments)
        .filter(({ charge, method }) => charge !== null && method !== 'stripe_refund')
      return differences(
        placedCharges(facts)
          .filter(({ invoice }) => invoice !== null)
          .map(({ id, captured }) => `${id}: ${Math.max(0, captured - leftOf(facts, id) - waitingOf(facts, id))}`),
        shown.map(({ charge, refundable }) => `${charge ?? ''}: ${String(refundable)}`),
      )
    },
  },
  {
    name: 'A charge of which more left than came in is shown to a person, and no other is',
    broken: (facts) => {
      const over = placedCharges(facts)
        .filter(({ id, captured }) => leftOf(facts, id) > captured)
        .map(({ id }) => id)
      return differences(
        over,
        facts.attentionItems.filter(({ code, payment }) => code === 'over_refunded' && payment === null).map(({ charge }) => charge ?? ''),
      )
    },
  },
  {
    name: 'Every dispute of ours is recorded as Stripe has it',
    broken: (facts) => {
      const ours = new Set(placedCharges(facts).map(({ id }) => id))
      const theirs = facts.stripe.disputes
        .filter(({ charge }) => ours.has(charge))
        .map(({ id, amount, status, is_charge_refundable }) => `${id}: ${amount} ${status} ${String(is_charge_refundable)}`)
      return differences(
        theirs,
        facts.disputes.map(({ id, amount, status, is_charge_refundable }) => `${id}: ${amount} ${status} ${String(is_charge_refundable)}`),
      )
    },
  },
  {
    name: '“Sync now” finds that the books and Stripe match, unless money in another currency waits, and nothing to mend',
    broken: (facts) =>
      facts.synced
        .filter(({ invoice, matches, difference, recorded }) => {
          const isWaitedFor = placedCharges(facts).some((charge) => charge.claims === invoice && charge.invoice === null)
          return matches === isWaitedFor || difference !== 0 || recorded !== 0
        })
        .map((one) => JSON.stringify(one)),
  },
  {
    name: 'A book entry is there once, unless it was removed',
    broken: ({ memory, rows }) => {
      const wanted = memory.entries.flatMap(({ heard, amount, removed }) =>
        heard.flatMap((one) => (one.kind === 'row' ? [`${one.id}: ${amount}${removed === 'yes' ? ' removed' : ''}`] : [])),
      )
      return differences(
        [...new Set(wanted)],
        rows
          .filter(({ kind }) => kind === 'book')
          .map(({ id, amount, removed_at }) => `${id}: ${amount}${removed_at === null ? '' : ' removed'}`),
      )
    },
  },
]

/** What left of a charge: refunds that take money, and what disputes took. */
function leftOf(facts: Facts, charge: string): number {
  const refunded = facts.refunds.filter((refund) => refund.charge === charge && takes(refund.status)).map(({ amount }) => amount)
  const lost = facts.stripe.disputes.filter((dispute) => dispute.charge === charge).map((dispute) => lostBy(facts, dispute))
  return total([...refunded, ...lost])
}

/** What is kept of a charge for refunds that wait for approval. */
function waitingOf({ requests }: Facts, charge: string): number {
  return total(requests.filter((one) => one.charge === charge && one.state === 'awaiting_approval').map(({ amount }) => amount))
}

function paidOf(facts: Facts, invoice: string): number {
  const charges = placedCharges(facts).filter((charge) => charge.invoice === invoice)
  const ids = new Set(charges.map(({ id }) => id))
  const refunded = facts.refunds.filter(({ charge, status }) => ids.has(charge) && takes(status)).map(({ amount }) => -amount)
  const entries = facts.memory.entries
    .filter((entry) => entry.invoice === invoice && entry.removed !== 'yes' && entry.heard.some(({ kind }) => kind === 'row'))
    .map(({ amount }) => amount)
  return total([...charges.map(({ captured }) => captured), ...refunded, ...entries])
}

/** What only one side has. */
export function differences(wanted: readonly string[], found: readonly string[]): string[] {
  const left = [...found]
  const missing = wanted.filter((one) => {
    const place = left.indexOf(one)
    if (place !== -1) left.splice(place, 1)
    return place === -1
  })
  return [...missing.map((one) => `missing here: ${one}`), ...left.map((one) => `only here: ${one}`)]
}

/** What needs a second person leaves the card only with one, and waits until then. */
import { ALONE } from '../people.ts'
import { type Facts, type Invariant, requestOf, takes, total } from './facts.ts'

const DAY = 24 * 3600 * 1000
const NEVER_LET_GO: ReadonlySet<string> = new Set(['awaiting_approval', 'declined', 'withdrawn', 'expired'])
/** What a decision may be refused with. */
const REFUSALS: ReadonlySet<string> = new Set([
  'own_request',
  'not_awaiting_approval',
  'forbidden',
  'charge_disputed',
  'amount_exceeds_refundable',
  'stripe_refused',
  'stripe_unavailable',
  'unavailable',
])

export const APPROVALS: readonly Invariant[] = [
  {
    name: 'Nobody refunds more within a day than the session allows alone, but what another person approved',
    broken: ({ requests, rows, audit }) => {
      const alone = requests
        .filter(({ id, actor_id, state }) => actor_id === 'user_1' && state === 'recorded' && approvedAt({ audit }, id) === null)
        .filter(({ refund }) => rows.some((row) => row.refund === refund && takes(row.status)))
      return alone.flatMap(({ invoice, reserved_at: until }) => {
        const within = alone.filter(
          (other) => other.invoice === invoice && other.reserved_at <= until && until.getTime() - other.reserved_at.getTime() < DAY,
        )
        const amount = total(within.map((request) => request.amount))
        return amount > ALONE ? [`${amount} on ${invoice}`] : []
      })
    },
  },
  {
    name: 'A refund is approved by a person who pressed for it, and never by the one who asked for it',
    broken: ({ requests, memory }) =>
      requests
        .filter(({ decider_id: decider }) => decider !== null)
        .filter(
          ({ id, actor_id, decider_id }) =>
            decider_id === actor_id || !memory.decisions.some(({ request, actor }) => request === id && actor.id === decider_id),
        )
        .map(({ id, actor_id, decider_id }) => `${id} of ${actor_id} was decided about by ${String(decider_id)}`),
  },
  {
    name: 'Stripe is asked for what waited for approval only after that, and told by whom it was given',
    broken: ({ attempts, requests, audit }) =>
      attempts.flatMap((attempt) => {
        const request = requests.find(({ id }) => id === requestOf(attempt))
        if (request === undefined) return []
        const hasWaited = audit.some(({ action, payment }) => action === 'refund_approval_requested' && payment === request.id)
        const approver = new URLSearchParams(attempt.body).get('metadata[jeweltrak_approved_by]')
        const at = approvedAt({ audit }, request.id)
        const isInOrder = hasWaited
          ? at !== null && at <= attempt.sentAt && approver === request.decider_id
          : approver === null && request.decider_id === null
        return isInOrder ? [] : [`${request.id} was asked for, approved by ${String(approver)} at ${String(at)}`]
      }),
  },
  {
    name: 'What nobody approved is not at Stripe',
    broken: ({ requests, stripe }) =>
      requests
        .filter(({ state }) => NEVER_LET_GO.has(state))
        .filter(({ id }) => stripe.refunds.some(({ metadata }) => metadata['jeweltrak_refund_request'] === id))
        .map(({ id, state }) => `${id} is ${state}, and Stripe has its refund`),
  },
  {
    name: 'What waits for approval is kept for it: with what left it is no more than came in, unless money was moved elsewhere',
    broken: ({ requests, refunds, memory, stripe }) =>
      stripe.charges.flatMap(({ id, amount_captured: captured }) => {
        if (memory.charges.find((charge) => charge.id === id)?.touchedOutside !== false) return []
        const left = total(refunds.filter(({ charge, status }) => charge === id && takes(status)).map(({ amount }) => amount))
        const waiting = total(
          requests.filter(({ charge, state }) => charge === id && state === 'awaiting_approval').map(({ amount }) => amount),
        )
        return waiting > 0 && left + waiting > captured ? [`${id}: ${left} left, ${waiting} waits, of ${captured}`] : []
      }),
  },
  {
    name: 'Nothing waits for approval for more than seven days',
    broken: ({ requests, now }) =>
      requests
        .filter(({ state, reserved_at }) => state === 'awaiting_approval' && now.getTime() - reserved_at.getTime() > 7 * DAY + 60_000)
        .map(({ id }) => `${id} still waits`),
  },
  {
    name: 'Whoever decided heard what became of it, and that stays so',
    broken: ({ memory, requests }) =>
      memory.decisions.flatMap(({ what, request: id, actor, heard }) => {
        const request = requests.find((one) => one.id === id)
        const refused = heard.flatMap((one) => (one.kind === 'refused' && !REFUSALS.has(one.code) ? [`${what} ${id}: ${one.code}`] : []))
        if (request === undefined || !heard.some(({ kind }) => kind === 'row')) return refused
        const isOwn = what === 'withdraw' ? request.actor_id === actor.id : request.decider_id === actor.id
        const isSo =
          what === 'approve'
            ? !NEVER_LET_GO.has(request.state)
            : what === 'decline'
              ? request.state === 'declined'
              : request.state === 'withdrawn' || request.dismissed_at !== null
        return isOwn && isSo ? refused : [...refused, `${what} ${id} by ${actor.id} was carried out, and it is ${request.state}`]
      }),
  },
]

/** When another person let it be asked of Stripe; null where nobody did. */
export function approvedAt({ audit }: Pick<Facts, 'audit'>, request: string): Date | null {
  return audit.find(({ action, payment }) => action === 'refund_approved' && payment === request)?.at ?? null
}

/** Whether Stripe was never asked for the request. */
export function isNeverLetGo({ requests }: Pick<Facts, 'requests'>, id: string): boolean {
  return requests.some((request) => request.id === id && NEVER_LET_GO.has(request.state))
}

/** A refund is made once, and people hear the truth about it. */
import { MOST } from '../people.ts'
import { approvedAt, isNeverLetGo } from './approvals.ts'
import type { Attempt } from '../stripe-line.ts'
import { type Facts, type Invariant, requestOf, takes, total } from './facts.ts'

const REQUEST = 'jeweltrak_refund_request'
const DAY = 24 * 3600 * 1000
/** So long after an attempt Stripe's lists have what it made. */
const LISTED_AFTER = 15 * 60 * 1000

export const ATTEMPTS: readonly Invariant[] = [
  {
    name: 'Each refund that somebody wants leaves the card at most once',
    broken: ({ stripe }) => {
      const named = stripe.refunds.flatMap(({ id, metadata }) =>
        metadata[REQUEST] === undefined ? [] : [{ id, request: metadata[REQUEST] }],
      )
      return named
        .filter(({ id, request }) => named.some((other) => other.request === request && other.id < id))
        .map(({ id, request }) => `${id} is another refund of ${request}`)
    },
  },
  {
    name: 'Every attempt of one refund request is the same: one key, one body',
    broken: ({ attempts }) =>
      attempts
        .filter(
          (attempt) =>
            attempt.key !== `jeweltrak_refund_${requestOf(attempt)}` ||
            attempts.some((other) => requestOf(other) === requestOf(attempt) && other.body !== attempt.body),
        )
        .map(({ key, body }) => `${String(key)}: ${body}`),
  },
  {
    name: 'Two attempts about one charge never overlap',
    broken: ({ attempts }) =>
      attempts
        .filter(({ charge, besides }) => besides.includes(charge))
        .map(({ key, charge }) => `${String(key)} beside another of ${charge}`),
  },
  {
    name: 'No more is requested of Stripe than the charge holds, unless a bank or the dashboard moved its money',
    broken: ({ attempts, memory }) => {
      const untouched = new Set(memory.charges.filter(({ touchedOutside }) => !touchedOutside).map(({ id }) => id))
      return attempts
        .filter(({ answered, charge }) => answered === 400 && untouched.has(charge))
        .map(({ key, code }) => `${String(key)} was refused by Stripe: ${code ?? 'more than is left'}`)
    },
  },
  {
    name: 'Whoever heard of a refund’s row finds exactly that refund at Stripe; whoever was refused, none',
    broken: ({ memory, stripe, requests }) =>
      memory.refunds.flatMap(({ key, body, charge, heard }) => {
        const ids = [...new Set(heard.flatMap((one) => (one.kind === 'row' ? [one.id] : [])))]
        const made = stripe.refunds.filter(({ metadata }) => ids.includes(metadata[REQUEST] ?? ''))
        const last = heard.at(-1)
        if (ids.length > 1) return [`${key} stands for ${ids.join(' and ')}`]
        const wasMade = made.length === 1 && made[0]?.amount === body.amount && made[0].charge === charge
        if (last?.kind === 'row' && isNeverLetGo({ requests }, last.id))
          return made.length === 0 ? [] : [`${key}: heard that ${last.id} is ${last.status}, and Stripe has ${JSON.stringify(made)}`]
        if (last?.kind === 'row' && !wasMade) return [`${key}: heard of ${last.id}, and Stripe has ${JSON.stringify(made)}`]
        if (last?.kind === 'refused' && made.length > 0 && !isOther(requests, ids[0]))
          return [`${key}: was refused (${last.code}), and Stripe has ${JSON.stringify(made)}`]
        return []
      }),
  },
  {
    name: 'The row that showed while Stripe was called becomes the row of the refund',
    broken: ({ requests, rows }) =>
      requests
        .filter(({ id, refund }) => refund !== null && rows.find((row) => row.refund === refund)?.id !== id)
        .map(({ id, refund }) => `${id} was requested, and ${refund ?? ''} has another row`),
  },
  {
    name: 'A refund is rejected only on Stripe’s own definite word, and released only after 25 hours',
    broken: ({ attempts, requests, audit }) =>
      requests.flatMap((request) => {
        if (request.state === 'released')
          return ageAtEnd(request, { audit }) >= 25 * 3600 * 1000 ? [] : [`${request.id} was released too early`]
        if (request.state !== 'rejected') return []
        const own = attempts.filter((attempt) => requestOf(attempt) === request.id)
        const last = own.at(-1)
        const isDefinite = last?.heard != null && last.heard >= 400 && last.heard < 500 && ![401, 408, 409, 425, 429].includes(last.heard)
        const isEarlierKnown = (attempt: Attempt): boolean =>
          attempt.heard === 401 ||
          attempt.heard === 403 ||
          attempt.heard === 429 ||
          isRefusal(attempt) ||
          Number(last?.sentAt) - attempt.sentAt.getTime() >= LISTED_AFTER
        return isDefinite && own.slice(0, -1).every(isEarlierKnown)
          ? []
          : [`${request.id} was rejected after ${JSON.stringify(own.map(({ heard }) => heard))}`]
      }),
  },
  {
    name: 'A key that comes again with another body is refused',
    broken: ({ memory }) =>
      memory.reused
        .filter((heard) => heard.kind === 'row' || (heard.kind === 'refused' && heard.code !== 'idempotency_key_reused'))
        .map((heard) => JSON.stringify(heard)),
  },
  {
    name: 'Nobody refunds more within a day than the session allows',
    broken: ({ requests, rows }) => {
      const limited = requests
        .filter(({ actor_id, state }) => actor_id === 'user_2' && state === 'recorded')
        .filter(({ refund }) => rows.some((row) => row.refund === refund && takes(row.status)))
      return limited.flatMap(({ invoice, reserved_at: until }) => {
        const within = limited.filter(
          (other) => other.invoice === invoice && other.reserved_at <= until && until.getTime() - other.reserved_at.getTime() < DAY,
        )
        const amount = total(within.map((request) => request.amount))
        return amount > MOST ? [`${amount} on ${invoice}`] : []
      })
    },
  },
]

/** Stripe's own refusal, and not what something on the way made of another answer. */
function isRefusal({ heard, answered }: Attempt): boolean {
  return heard === answered && (heard === 400 || heard === 402)
}

/** Since it was let go, in milliseconds. */
function ageAtEnd({ id, reserved_at, closed_at }: Facts['requests'][number], facts: Pick<Facts, 'audit'>): number {
  return (closed_at?.getTime() ?? 0) - (approvedAt(facts, id) ?? reserved_at).getTime()
}

/** A request that was rejected and then made all the same: recorded, so that a later answer names its row. */
function isOther(requests: Facts['requests'], id: string | undefined): boolean {
  return requests.some((request) => request.id === id && request.state === 'recorded')
}

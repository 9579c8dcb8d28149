/** People at the counter: they request refunds, decide about those of others, are answered or not, and try again. */
import type { RequestRefund } from '../../server/contract/requests.ts'
import { ApiError } from '../../server/context/errors.ts'
import type { Principal } from '../../server/context/principal.ts'
import { withdrawRefund } from '../../server/refunds/withdraw.ts'
import { approvalOf, declineOf, paymentOf, refundOf } from '../support/answers.ts'
import { isExplained, type ServerProcess } from './server-process.ts'

/** What a person heard: nothing where the server or its answer broke down. */
export type Heard =
  | { readonly kind: 'row'; readonly id: string; readonly status: string }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'nothing' }

/** One refund that somebody wants, however often it is requested. */
export interface WantedRefund {
  readonly key: string
  readonly charge: string
  readonly invoice: string
  readonly principal: Principal
  body: RequestRefund
  readonly heard: Heard[]
}

/** What somebody decides about a refund that needs a second person; what is theirs and what is not, in time and too late. */
export interface Decision {
  readonly what: 'approve' | 'decline' | 'withdraw'
  readonly request: string
  readonly invoice: string
  readonly principal: Principal
  /** The person, where the host calls for them. */
  readonly actor: { readonly id: string; readonly name: string }
  readonly heard: Heard[]
}

/** One book entry that somebody wants. */
export interface WantedEntry {
  readonly key: string
  readonly invoice: string
  readonly principal: Principal
  readonly amount: number
  readonly heard: Heard[]
  removed: 'no' | 'requested' | 'yes'
}

/** The most that the third person may refund on an invoice, in minor units. */
export const MOST = 900

/** What the second person may refund on an invoice without another, in minor units. */
export const ALONE = 400

/** One of three people, on this invoice: the second needs another for more, the third may not refund as much. */
export function personOn(store: string, invoice: string, which: number): Extract<Principal, { kind: 'widget' }> {
  const number = which % 3
  return {
    kind: 'widget',
    store,
    invoice,
    actor: { id: `user_${number}`, name: `Person ${number}` },
    permissions: ['refund', 'record', 'remove', 'approve'],
    maxRefund: number === 2 ? MOST : null,
    approvalAbove: number === 1 ? ALONE : null,
  }
}

export function askFor(
  wanted: WantedRefund,
  process: ServerProcess,
  body: RequestRefund = wanted.body,
  heard: Heard[] = wanted.heard,
): void {
  process.call(`refund ${wanted.key}`, (s) => hear(heard, () => refundOf(s, wanted.principal, wanted.invoice, body, wanted.key)))
}

export function decide({ what, request, invoice, principal, actor, heard }: Decision, process: ServerProcess): void {
  const of = { invoice, payment: request }
  const body = principal.kind === 'host' ? { actor } : {}
  process.call(`${what} ${request}`, (s) =>
    hear(heard, async () => {
      if (what === 'approve') return approvalOf(s, principal, of, body)
      if (what === 'decline') return declineOf(s, principal, of, body)
      await withdrawRefund(s, principal, of, body)
      return { id: request, status: 'withdrawn' }
    }),
  )
}

export function enter(wanted: WantedEntry, process: ServerProcess): void {
  const body = { method: 'cash' as const, amount: wanted.amount, direction: 'in' as const }
  process.call(`entry ${wanted.key}`, (s) => hear(wanted.heard, () => paymentOf(s, wanted.principal, wanted.invoice, body, wanted.key)))
}

async function hear(heard: Heard[], call: () => Promise<{ readonly id: string; readonly status: string }>): Promise<void> {
  try {
    const { id, status } = await call()
    heard.push({ kind: 'row', id, status })
  } catch (error) {
    if (error instanceof ApiError) heard.push({ kind: 'refused', code: error.code })
    else if (isExplained(error)) heard.push({ kind: 'nothing' })
    else throw error
  }
}

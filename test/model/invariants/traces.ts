/** Everything that was done is in the audit log, and nothing is left lying about. */
import type { AuditEntryRow, RefundRequestRow } from '../../../server/database/schema.ts'
import type { Facts, Invariant } from './facts.ts'

/** What the log says at the end of each request. */
const ENDINGS: Readonly<Record<RefundRequestRow['state'], AuditEntryRow['action'] | null>> = {
  awaiting_approval: null,
  open: null,
  recorded: 'stripe_refund_recorded',
  rejected: 'refund_rejected',
  released: 'refund_rejected',
  declined: 'refund_declined',
  withdrawn: 'refund_withdrawn',
  expired: 'refund_approval_expired',
}

export const TRACES: readonly Invariant[] = [
  {
    name: 'There is exactly one stripe_refund_recorded per refund',
    broken: ({ rows, audit }) =>
      rows.flatMap(({ kind, refund }) => {
        const entries = audit.filter((entry) => entry.action === 'stripe_refund_recorded' && entry.refund === refund)
        return kind !== 'refund' || entries.length === 1 ? [] : [`${refund ?? ''} has ${entries.length}`]
      }),
  },
  {
    name: 'The audit log explains the state of every refund, step by step',
    broken: ({ rows, audit }) =>
      rows
        .filter(({ kind }) => kind === 'refund')
        .flatMap(({ refund, status }) => {
          const entries = audit.filter((entry) => entry.refund === refund && entry.action.startsWith('stripe_refund_'))
          let logged: unknown
          for (const { action, data } of entries) {
            if (action === 'stripe_refund_changed' && data['from'] !== logged)
              return [`${refund ?? ''}: changed from ${String(data['from'])}, and was ${String(logged)}`]
            logged = action === 'stripe_refund_recorded' ? data['status'] : data['to']
          }
          return logged === status ? [] : [`${refund ?? ''} is ${status}; the log says ${String(logged)}`]
        }),
  },
  {
    name: 'The audit log explains what became of every refund request',
    broken: ({ requests, audit }) =>
      requests.flatMap(({ id, state }) => {
        const actions = new Set(audit.filter(({ payment }) => payment === id).map(({ action }) => action))
        const ending = ENDINGS[state]
        const isTold =
          actions.has('refund_requested') !== actions.has('refund_approval_requested') &&
          actions.has('stripe_refund_recorded') === (state === 'recorded') &&
          (ending === null || actions.has(ending))
        return isTold ? [] : [`${id} is ${state}; the log has ${[...actions].join(', ')}`]
      }),
  },
  {
    name: 'The audit log explains every payment, book entry and removal',
    broken: ({ rows, audit }) =>
      rows.flatMap(({ id, kind, amount, removed_at }) => {
        const entries = audit.filter(({ payment }) => payment === id)
        if (kind === 'charge')
          return entries.findLast(({ action }) => action.startsWith('stripe_payment_'))?.amount === amount
            ? []
            : [`payment ${id} of ${amount}`]
        if (kind !== 'book') return []
        const isTold =
          entries.filter(({ action }) => action === 'payment_recorded').length === 1 &&
          entries.filter(({ action }) => action === 'payment_removed').length === (removed_at === null ? 0 : 1)
        return isTold ? [] : [`book entry ${id}`]
      }),
  },
  {
    name: 'The audit log explains the state of every dispute, step by step',
    broken: ({ disputes, audit }) =>
      disputes.flatMap(({ id, status }) => {
        const entries = audit.filter(({ action, data }) => action.startsWith('dispute_') && data['dispute'] === id)
        const opened = entries.filter(({ action }) => action === 'dispute_opened')
        const last = entries.at(-1)?.data['status']
        return opened.length === 1 && entries[0]?.action === 'dispute_opened' && last === status
          ? []
          : [`${id} is ${status}; the log says ${entries.map(({ action, data }) => `${action} ${String(data['status'])}`).join(', ')}`]
      }),
  },
  {
    name: 'The audit log explains every invoice',
    broken: ({ invoices, audit }) =>
      invoices
        .filter(({ id, total }) => audit.findLast((entry) => entry.invoice === id && entry.action === 'invoice_changed')?.amount !== total)
        .map(({ id, total }) => `${id} of ${total}`),
  },
  {
    name: 'No reservation, lease or comparison is left behind',
    broken: ({ requests, charges, now }) => {
      return [
        ...requests.filter(({ state }) => state === 'open').map(({ id }) => `${id} is open`),
        ...charges
          .filter(({ lease, lease_until }) => lease !== null && lease_until !== null && lease_until > now)
          .map(({ id }) => `${id} is held by a lease`),
        ...charges.filter(({ compare_wanted_at }) => compare_wanted_at !== null).map(({ id }) => `${id} waits to be compared`),
      ]
    },
  },
  {
    name: 'Every event that was answered with 200 is in the inbox and applied',
    broken: ({ taken, events }) => {
      const held = new Set(events.map(({ id }) => id))
      return [...taken.filter(({ id }) => !held.has(id)).map(({ id, type }) => `${id} (${type}) is not there`), ...unapplied(events)]
    },
  },
  {
    name: 'Nothing goes wrong that nobody broke',
    broken: ({ unexplained }) => [...unexplained],
  },
]

function unapplied(events: Facts['events']): string[] {
  return events
    .filter(({ state }) => state !== 'applied')
    .map(({ id, type, state, last_error }) => `${id} (${type}) is ${state}: ${last_error ?? ''}`)
}

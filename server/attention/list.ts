/** The needs-a-person list: what will not settle by itself, over all stores. */
import type { StoreId } from '../contract/ids.ts'
import type { Ctx } from '../context/ctx.ts'

export const ATTENTION_CODES = [
  'refund_unknown',
  'currency_mismatch',
  'over_refunded',
  'event_dead',
  'difference',
  'unmatched',
  'stripe_key_refused',
  'restored',
] as const

export interface AttentionItem {
  readonly code: (typeof ATTENTION_CODES)[number]
  readonly store: StoreId
  readonly since: Date
  /** By which a person who has seen to it settles it; null where another command settles it. */
  readonly id: string | null
  /** Ids that say what it is about, and nothing of a customer. */
  readonly about: string
}

/** The longest-standing first. */
export async function listAttention({ db }: Pick<Ctx, 'db'>): Promise<AttentionItem[]> {
  const requests = await db
    .selectFrom('refund_requests')
    .select(['id', 'store', 'invoice', 'charge', 'needs_person_since'])
    .where('state', '=', 'open')
    .where('needs_person_since', 'is not', null)
    .execute()
  const raised = await db.selectFrom('attentions').selectAll().where('settled_at', 'is', null).execute()
  const dead = await db
    .selectFrom('events')
    .select(['id', 'store', 'type', 'received_at'])
    .where('state', '=', 'dead')
    .where('settled_at', 'is', null)
    .execute()
  const unmatched = await db
    .selectFrom('charges')
    .select(['id', 'store', 'claimed_invoice', 'seen_at'])
    .where('unmatched_because', '=', 'unknown_invoice')
    .execute()
  const differing = await db
    .selectFrom('invoices')
    .select(['id', 'store', 'sync_differs_since'])
    .where('sync_differs_since', 'is not', null)
    .execute()
  const stopped = await db
    .selectFrom('stores')
    .select(['id', 'restored_at', 'stripe_key_refused_at'])
    .where((where) => where.or([where('restored_at', 'is not', null), where('stripe_key_refused_at', 'is not', null)]))
    .execute()
  const items: AttentionItem[] = [
    ...stopped.flatMap(({ id: store, restored_at, stripe_key_refused_at }) =>
      [
        { code: 'restored' as const, since: restored_at },
        { code: 'stripe_key_refused' as const, since: stripe_key_refused_at },
      ].flatMap(({ code, since }) => (since === null ? [] : [{ code, id: null, store, since, about: 'all refunds of the store' }])),
    ),
    ...requests.flatMap(({ id, store, invoice, charge, needs_person_since: since }) =>
      since === null
        ? []
        : [
            {
              code: 'refund_unknown' as const,
              id: null,
              store,
              since,
              about: `refund request ${id} of charge ${charge} on invoice ${invoice}`,
            },
          ],
    ),
    ...raised.map(({ id, code, store, since, charge, payment }) => ({
      code,
      id: String(id),
      store,
      since,
      about: [charge && `charge ${charge}`, payment && `payment ${payment}`].filter(Boolean).join(', '),
    })),
    ...dead.map(({ id, store, type, received_at: since }) => ({
      code: 'event_dead' as const,
      id,
      store,
      since,
      about: `event ${id}, ${type}`,
    })),
    ...unmatched.map(({ id, store, claimed_invoice, seen_at: since }) => ({
      code: 'unmatched' as const,
      id: null,
      store,
      since,
      about: `charge ${id} names invoice ${claimed_invoice ?? ''}, which is not known`,
    })),
    ...differing.flatMap(({ id, store, sync_differs_since: since }) =>
      since === null ? [] : [{ code: 'difference' as const, id: null, store, since, about: `invoice ${id}` }],
    ),
  ]
  return items.toSorted((one, other) => one.since.getTime() - other.since.getTime())
}

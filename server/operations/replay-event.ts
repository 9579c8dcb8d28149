import { Refusal } from '../domain/refusal.ts'
import { databaseNow } from '../database/time.ts'
import { touchInvoiceOf } from '../database/queries/invoices.ts'
import { applyEvent, type EventKey } from './apply-event.ts'
import type { Services } from './services.ts'

/** Applies an event of the inbox once more, from its first attempt; answers how it stands then. Refused with not_found. */
export async function replayEvent(s: Services, { account, id }: EventKey): Promise<'waiting' | 'applied' | 'dead'> {
  const event = await s.db
    .updateTable('events')
    .set({ state: 'waiting', attempts: 0, failures: 0, next_attempt_at: databaseNow, last_error: null, settled_at: null })
    .where('account', '=', account)
    .where('id', '=', id)
    .returning(['store', 'charge'])
    .executeTakeFirst()
  if (event === undefined) throw new Refusal('not_found', `There is no event ${id}.`)
  await applyEvent(s, { account, id })
  const { state } = await s.db
    .selectFrom('events')
    .select('state')
    .where('account', '=', account)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (event.charge !== null) await touchInvoiceOf(s, event.store, event.charge)
  return state
}

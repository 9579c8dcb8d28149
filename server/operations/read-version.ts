/** Reads how often the tab of one invoice changed, which costs far less than the tab. */
import { Refusal } from '../domain/refusal.ts'
import type { Caller } from './caller.ts'
import type { Services } from './services.ts'

/** Refused with not_found. */
export async function readVersion(s: Services, { store }: Caller, id: string): Promise<number> {
  const invoice = await s.db.selectFrom('invoices').select('version').where('store', '=', store).where('id', '=', id).executeTakeFirst()
  if (invoice === undefined) throw new Refusal('not_found', 'There is no such invoice.')
  return invoice.version
}

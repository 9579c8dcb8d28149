/** Reads how often the tab of one invoice changed, which costs far less than the tab. */
import type { InvoiceId } from '../contract/ids.ts'
import type { Ctx } from '../context/ctx.ts'
import { found } from '../context/found.ts'
import type { Principal } from '../context/principal.ts'
import { findInvoice } from './queries.ts'
import { versionOf } from './read-tab.ts'

/** Refused with not_found. */
export async function readVersion(ctx: Ctx, { store }: Principal, invoice: InvoiceId): Promise<number> {
  return versionOf(found(await findInvoice(ctx.db, store, invoice), 'invoice'))
}

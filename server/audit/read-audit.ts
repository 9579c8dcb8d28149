import type { InvoiceId } from '../contract/ids.ts'
import type { AuditEntry, AuditPage } from '../contract/responses.ts'
import { assertInvoice } from '../context/found.ts'
import type { AuditEntryRow } from '../database/schema.ts'
import type { Principal } from '../context/principal.ts'
import * as z from 'zod/mini'
import type { Ctx } from '../context/ctx.ts'
import { readEntries } from './queries.ts'

/** `cursor` is the `next` of the page before; `limit` the entries of a page. */
export interface PageWanted {
  readonly cursor: string | null
  readonly limit: number
}

/**
 * The audit log of an invoice, newest first: its own entries, and those of its charges from before they found it.
 * Refused with not_found.
 */
export async function readAudit(ctx: Ctx, principal: Principal, invoice: InvoiceId, { cursor, limit }: PageWanted): Promise<AuditPage> {
  const { store } = principal
  await assertInvoice(ctx, store, invoice)
  const before = cursor === null ? null : Number(cursor)
  const rows = await readEntries(ctx.db, { store, invoice }, { before, limit: limit + 1 })
  const page = rows.slice(0, limit)
  return { entries: page.map(entryOf), next: rows.length > limit ? String(page.at(-1)?.id) : null }
}

const Data = z.record(z.string(), z.json())

function entryOf(row: AuditEntryRow): AuditEntry {
  const { action, payment, charge, refund, amount, currency } = row
  return {
    id: String(row.id),
    action,
    at: row.at.toISOString(),
    actor: { name: row.actor_name, via: row.via },
    payment,
    charge,
    refund,
    amount,
    currency,
    data: Data.parse(row.data),
  }
}

/** Moments that are kept for whoever runs the server, beside the books. */
import { sql } from 'kysely'
import type { Database } from './connection.ts'

/**
 * `webhook`: when Stripe's newest webhook was taken, to the minute. `missed`: when a reconciliation last found what no webhook
 * had brought.
 */
export type Moment = 'webhook' | 'missed'

/** It is now. */
export async function noteMoment(db: Database, moment: Moment): Promise<void> {
  await sql`
    insert into settings (name, value) values (${nameOf(moment)}, now()::text)
    on conflict (name) do update set value = excluded.value
  `.execute(db)
}

/** When it was; null where it never was. */
export async function readMoments(db: Database): Promise<Readonly<Record<Moment, Date | null>>> {
  const { rows } = await sql<{ webhook: Date | null; missed: Date | null }>`
    select max(value::timestamptz) filter (where name = ${nameOf('webhook')}) as webhook,
      max(value::timestamptz) filter (where name = ${nameOf('missed')}) as missed
    from settings where name in (${nameOf('webhook')}, ${nameOf('missed')})
  `.execute(db)
  return rows[0] ?? { webhook: null, missed: null }
}

function nameOf(moment: Moment): string {
  return `${moment}_at`
}

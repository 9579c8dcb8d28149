/** `schema.ts` is what TypeScript believes of the tables, the migrations are what makes them: both say the same. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { sql } from 'kysely'
import { connect } from '../../../server/database/connection.ts'
import { migrate } from '../../../server/database/migrate.ts'
import { createTestDatabase } from '../../support/postgres.ts'

/** A column as one line: its table, its name, its type, whether it may be null, and whether the database fills it in. */
type Column = string

const KYSELYS_OWN = ['kysely_migration', 'kysely_migration_lock']

test('Every table and column of the migrated database is in schema.ts as it is, and nothing else is there', async () => {
  const columns = declaredColumns(await readFile('server/database/schema.ts', 'utf8'))
  assert.ok(columns.length > 100, 'schema.ts was not read')
  assert.deepEqual(columns, await migratedColumns())
})

test('A column that is only in schema.ts, has another type or may be null is noticed', () => {
  const columns = (line: string): readonly Column[] => declaredColumns(`export interface Schema {\n  notes: { ${line} }\n}\n`)
  assert.deepEqual(columns('id: string'), ['notes.id text not null'])
  assert.deepEqual(columns('id: number; made_at: Defaulted<Date | null>'), ['notes.id number not null', 'notes.made_at time null'])
  assert.deepEqual(columns('made_at: Defaulted<Date>'), ['notes.made_at time not null default'])
})

/** Indexes of a store's tables that begin with something else, and why that may be. */
const NOT_BY_STORE: Readonly<Record<string, string>> = {
  api_keys_pkey: 'who calls is found by the key alone',
  embed_sessions_pkey: 'who calls is found by the session alone',
  embed_sessions_live: 'forgets what ended, of all stores',
  embed_sessions_origins: 'a preflight names no store',
  events_pkey: 'Stripe knows accounts, not stores',
  refund_requests_awaiting: 'what waited too long for approval, of all stores',
  refund_requests_open: 'when the next work is due, of all stores',
  attention_open: 'how much is open, of all stores',
  refunds_not_succeeded: 'how much is open, of all stores',
  charges_to_compare: 'when the next work is due, of all stores',
  charges_foreign: 'forgets what is old, of all stores',
  events_with_body: 'forgets what is old, of all stores',
  idempotency_keys_by_age: 'forgets what is old, of all stores',
  payouts_of_refund: 'by an id that no other store has',
  payments_pkey: 'by an id that no other store has',
  refund_requests_pkey: 'by an id that no other store has',
  endpoints_pkey: 'by an id that no other store has',
  attention_items_pkey: 'by a number that only grows',
  notifications_pkey: 'by a number that only grows',
  notifications_waiting: 'by its endpoint, which no other store has',
  notifications_dead: 'by its endpoint, which no other store has',
  notifications_ended: 'forgets what is old, of all stores',
  audit_entries_pkey: 'by a number that only grows',
  reconciliations_pkey: 'by a number that only grows',
}

test('Whatever is looked up of a store is found by an index that begins with the store, but for what is listed with its reason', async () => {
  await using database = await createTestDatabase()
  const { db, close } = connect({ url: database.connectionString, maxConnections: 1, onError: () => {} })
  try {
    await migrate(db)
    const { rows } = await sql<{ index: string }>`
      select indexed.relname as index from pg_index
        join pg_class as indexed on indexed.oid = indexrelid
        join pg_attribute as first on first.attrelid = indrelid and first.attnum = indkey[0]
      where indexed.relnamespace = 'public'::regnamespace and first.attname <> 'store'
        and exists (select from pg_attribute where attrelid = indrelid and attname = 'store')`.execute(db)
    assert.deepEqual(rows.map(({ index }) => index).toSorted(), Object.keys(NOT_BY_STORE).toSorted())
  } finally {
    await close()
  }
})

async function migratedColumns(): Promise<readonly Column[]> {
  await using database = await createTestDatabase()
  const { db, close } = connect({ url: database.connectionString, maxConnections: 1, onError: () => {} })
  try {
    await migrate(db)
    const { rows } = await sql<{ name: string; type: string; nullable: boolean; filled: boolean }>`
      select table_name || '.' || column_name as name, data_type as type, is_nullable = 'YES' as nullable,
        column_default is not null or is_identity = 'YES' or is_generated = 'ALWAYS' as filled
      from information_schema.columns where table_schema = 'public' and table_name <> all(${KYSELYS_OWN})`.execute(db)
    return rows.map(({ name, type, nullable, filled }) => columnOf(name, TYPES[type] ?? type, nullable, filled)).toSorted()
  } finally {
    await close()
  }
}

const TYPES: Readonly<Record<string, string>> = {
  bigint: 'number',
  integer: 'number',
  'timestamp with time zone': 'time',
  ARRAY: 'texts',
}

/** Of a column that may be null it makes no difference whether the database fills it in. */
function columnOf(name: string, type: string, nullable: boolean, filled: boolean): Column {
  return `${name} ${type} ${nullable ? 'null' : `not null${filled ? ' default' : ''}`}`
}

/** The tables of `Schema`, each written out in its place or as an interface of its own. */
function declaredColumns(source: string): readonly Column[] {
  const schema = /export interface Schema \{\n(.*?)\n\}/s.exec(source)?.[1] ?? ''
  return [...schema.matchAll(/^ {2}(\w+): (?:(\w+)$|\{([^}]*)\})/gm)]
    .flatMap(([, table, name, inline]) => {
      const body = inline ?? new RegExp(`interface ${name} \\{\\n(.*?)\\n\\}`, 's').exec(source)?.[1] ?? ''
      return [...body.matchAll(/(?:^|;)\s*(\w+): ([^;\n]+)/gm)].map(([, column, type]) =>
        declaredColumn(`${table}.${column}`, (type ?? '').trim()),
      )
    })
    .toSorted()
}

function declaredColumn(name: string, declared: string): Column {
  const [, wrapper, inner] = /^(Defaulted|Generated|GeneratedAlways)<(.*)>$/.exec(declared) ?? [null, undefined, declared]
  const type = (inner ?? '').replace(' | null', '')
  return columnOf(
    name,
    KINDS[type] ?? (type.startsWith('Record<') ? 'jsonb' : 'text'),
    inner?.endsWith('| null') === true,
    wrapper !== undefined,
  )
}

const KINDS: Readonly<Record<string, string>> = { number: 'number', boolean: 'boolean', Date: 'time', 'string[]': 'texts' }

/** What every part measures on: a PostgreSQL whose commits are durable, databases on it, and Stripe, simulated. */
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { Client } from 'pg'
import { startEmbeddedPostgres } from '../../server/embedded-postgres/embedded-postgres.ts'
import { makeDataDirectory } from '../support/data-directory.ts'
import { playStripe, type PlayedStripe } from '../support/played-stripe.ts'
import type { Row } from './figures.ts'
import { startMeasured, type Measured } from './processes.ts'

export const KEY = 'bench_key'
export const SECRET = 'whsec_bench'

export interface Stage extends AsyncDisposable {
  readonly rounds: number
  /** Smaller, to see that it works. */
  readonly isSmall: boolean
  readonly stripe: PlayedStripe
  /** A new database; its connection string. */
  database(): Promise<string>
  /** Our server on this database. */
  serve(database: string): Promise<Measured>
}

/** A part of the benchmark: what it measured, as rows of the table. */
export type Part = (stage: Stage) => Promise<readonly Row[]>

export async function openStage(options: Pick<Stage, 'rounds' | 'isSmall'>): Promise<Stage> {
  await using opened = new AsyncDisposableStack()
  const dataDirectory = await makeDataDirectory()
  opened.defer(() => rm(dataDirectory, { recursive: true, force: true }))
  const postgres = await startEmbeddedPostgres({ dataDirectory, settings: { max_connections: '200', max_wal_size: '2GB' } })
  opened.defer(() => postgres.stop())
  // The peer's migrations expect it, and say nothing where it is missing.
  await query(postgres.connectionString, 'create role postgres')
  const stripe = opened.use(await playStripe({ clock: () => new Date() }))
  const kept = opened.move()
  return {
    ...options,
    stripe,
    async database() {
      const name = `bench_${randomUUID().replaceAll('-', '')}`
      await query(postgres.connectionString, `create database ${name}`)
      const url = new URL(postgres.connectionString)
      url.pathname = `/${name}`
      return url.href
    },
    serve: (database) =>
      startMeasured('our-server.ts', { BENCH_DATABASE: database, BENCH_STRIPE: stripe.url, BENCH_KEY: KEY, BENCH_SECRET: SECRET }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** Runs one text on a connection of its own; the first column of its first row. */
export async function query(database: string, text: string, values?: readonly unknown[]): Promise<unknown> {
  const client = new Client({ connectionString: database })
  await client.connect()
  try {
    // Several statements in one text have several answers.
    const [answer] = [await client.query<Record<string, unknown>>(text, values && [...values])].flat().toReversed()
    return Object.values(answer?.rows[0] ?? {})[0]
  } finally {
    await client.end()
  }
}

/** Invoices `b1`, `b2` and so on of the store `default`, which the server has made. */
export async function addInvoices(database: string, many: number): Promise<void> {
  await query(
    database,
    `insert into invoices (store, id, number, currency, total, status)
     select 'default', 'b' || n, 'b' || n, 'usd', 10000000, 'open' from generate_series(1, ${many}) n; analyze invoices`,
  )
}

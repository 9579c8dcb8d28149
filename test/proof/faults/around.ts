/** What can be wrong with the database, the machine, and the versions that run. */
import { deafen } from '../../support/deaf-proxy.ts'
import type { Fault } from './fault.ts'
import type { World } from './world.ts'

const warned = (code: string): RegExp => new RegExp(`^jeweltrak_warnings\\{code="${code}"\\} 1$`, 'm')
const unready = (because: string): RegExp => new RegExp(`^jeweltrak_unready\\{because="${because}"\\} 1$`, 'm')

async function nameOf({ db }: World): Promise<string> {
  const { sql } = await import('kysely')
  return (await sql<{ name: string }>`select current_database() as name`.execute(db)).rows[0]?.name ?? ''
}

/** Changes something that only new connections notice. */
const forNewConnections =
  (statement: (world: World) => Promise<string>): Fault['inject'] =>
  async (world) => {
    await world.change(await statement(world))
    await world.cutConnections()
  }

export const AROUND_FAULTS: Readonly<Record<string, Fault>> = {
  'Database: away': {
    inject: (world) => world.line.cut(),
    metric: unready('database_unreachable'),
    says: ['readyz', /The database does not answer at DATABASE_URL: start it, or correct the address\./],
  },
  'Database: frozen': {
    inject: async (world) => world.line.freeze(),
    metric: unready('database_slow'),
    says: ['readyz', /The database does not answer within two seconds: see what keeps it busy/],
  },
  'Database: slow': {
    inject: async (world) => world.line.delay(1_500),
    metric: unready('database_slow'),
    says: ['readyz', /The database does not answer within two seconds: see what keeps it busy/],
  },
  'Database: takes no changes, as a standby after a failover': {
    inject: forNewConnections(async (world) => `alter database ${await nameOf(world)} set default_transaction_read_only = on`),
    metric: unready('database_read_only'),
    says: ['readyz', /The database can’t be written: its disk is full, or it takes no changes, as a standby\. Make room, or point/],
  },
  'Database: no connection left': {
    inject: async (world) => world.line.refuse('53300'),
    metric: unready('database_unreachable'),
    says: ['readyz', /PostgreSQL has no connection left: raise max_connections/],
  },
  'Database: the user is shut out': {
    inject: async (world) => world.line.refuse('28000'),
    metric: unready('database_unreachable'),
    says: ['readyz', /The database refused the user in DATABASE_URL: correct it, or let the user in\./],
  },
  'Database: the user lost its rights': {
    inject: async (world) => world.line.refuse('42501'),
    metric: unready('database_unreachable'),
    says: ['readyz', /The user in DATABASE_URL may not do what is needed: let it own the database\./],
  },
  'Database: it has another name': {
    inject: async (world) => {
      const name = await nameOf(world)
      const { Client } = await import('pg')
      const url = new URL(world.line.connectionString)
      url.pathname = '/postgres'
      const client = new Client({ connectionString: url.href })
      await client.connect()
      await client.query(`alter database ${name} allow_connections false`)
      await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
      await client.query(`alter database ${name} rename to ${name}_away`)
      world.afterwards(async () => {
        await client.query(`alter database ${name}_away rename to ${name}`)
        await client.query(`alter database ${name} allow_connections true`)
        await client.end()
      })
    },
    metric: unready('database_unreachable'),
    says: ['readyz', /The database named in DATABASE_URL does not exist: make it with `createdb`, or correct the name\./],
  },
  'Database: a table is missing': {
    inject: (world) => world.change('alter table stores rename to stores_away'),
    metric: unready('database_unreachable'),
    says: ['readyz', /The database lacks the tables: check that it is the right one/],
  },
  'Database: the password is another': {
    inject: async (world) => world.line.refuse('28P01'),
    metric: unready('database_unreachable'),
    says: ['readyz', /The database refused the password in DATABASE_URL: correct it\./],
  },
  'Database: starting, or stopping': {
    inject: async (world) => world.line.refuse('57P03'),
    metric: unready('database_unreachable'),
    says: ['readyz', /PostgreSQL is starting or stopping: wait until it is back\./],
  },
  'Pooler: notifications are lost': {
    world: {
      async database(url, opened) {
        const deaf = await deafen(url)
        opened.use(deaf)
        return deaf.connectionString
      },
    },
    inject: async () => {},
    metric: /^jeweltrak_live_updates 0$/m,
    says: ['attention', /live_updates_lost .*\n.*Let DATABASE_URL lead to PostgreSQL itself or to a session pool/],
  },
  'Clock: ten minutes ahead of the database’s': {
    world: { clock: () => new Date(Date.now() + 600_000) },
    inject: async () => {},
    metric: unready('clocks_differ'),
    says: ['readyz', /The clocks of this machine and of the database differ by more than a minute: set them right/],
  },
  'Clock: ten minutes behind the database’s': {
    world: { clock: () => new Date(Date.now() - 600_000) },
    inject: async () => {},
    metric: unready('clocks_differ'),
    says: ['readyz', /The clocks of this machine and of the database differ by more than a minute: set them right/],
  },
  'Memory: nearly used up': {
    world: { memory: () => 0.95 },
    inject: async () => {},
    metric: warned('memory_low'),
    says: ['readyz', /The process uses 95 % of the memory it may use: give it more/],
  },
  'Versions: a newer one has changed the database': {
    inject: (world) => world.change(`insert into kysely_migration (name, timestamp) values ('9999_next', '2030-01-01')`),
    metric: warned('database_newer'),
    says: ['readyz', /A newer version has changed the database \(9999_next\): replace this server by it/],
  },
  'Mode: the key is of another than the stores': {
    inject: (world) => world.change('update stores set livemode = true'),
    metric: warned('stores_of_other_mode'),
    says: ['doctor', /MEND {2}Stripe: the key is of test mode, and default of the other\. To do: set STRIPE_SECRET_KEY to a live key/],
  },
  'Work: due and not done': {
    inject: async (world) => {
      await world.paid()
      await world.change(
        `update charges set compare_wanted_at = now() - interval '1 hour', turn = 'stuck', turn_until = now() + interval '1 day'`,
      )
    },
    metric: /^jeweltrak_due_oldest_seconds 36\d\d/m,
    says: ['readyz', /Work has been due for 1 hour: see in the log what fails/],
  },
  'Reconciliation: none for two days': {
    inject: (world) =>
      world.change(
        `update stores set created_at = now() - interval '2 days', reconciled_by = 'stuck', reconciled_until = now() + interval '1 day'`,
        `delete from reconciliations`,
      ),
    metric: warned('reconciliation_late'),
    says: ['readyz', /A store was last reconciled 2 days ago: see in the log why, or say `reconcile`/],
  },
  'Books: older than Stripe, as after a restored backup': {
    inject: async (world) => {
      await (
        await world.paid()
      )()
      // What a backup from before the refund lacks.
      await world.change(
        'set session_replication_role = replica',
        `delete from payments where kind = 'refund'`,
        'delete from refund_requests',
        'delete from idempotency_keys',
        'reset session_replication_role',
      )
      await world.restart()
    },
    metric: /^jeweltrak_attention_items\{code="restored"\} [1-9]/m,
    says: ['log', /The books of a store are older than Stripe, as after a restored backup: its refunds wait until it is reconciled/],
  },
  'A payment that names an invoice nobody sent': {
    inject: (world) => world.charge('never-sent'),
    metric: /^jeweltrak_attention_items\{code="unmatched"\} [1-9]/m,
    says: ['attention', /names invoice never-sent, which is not known\n.*Send the invoice, or say `attention resolve`/],
  },
}

/** `store add|list|key`: the shops that this server keeps the books of, and their API keys. */
import { parseArgs } from 'node:util'
import { readConfig, requireKey } from '../config.ts'
import { AccountRef } from '../contract/requests.ts'
import { createLog } from '../context/create-log.ts'
import { openDatabaseBeside, type OpenDatabase } from '../open-database.ts'
import { addStore } from '../access/add-store.ts'
import { issueKey, KEY_OVERLAP, newApiKey } from '../access/issue-key.ts'
import { revokeKey } from '../access/revoke-key.ts'
import { UsageError, type Command, type Output } from './command.ts'
import { levelOf } from './with-ctx.ts'

export const store: Command = {
  usage:
    'store add <id> [--name <name>] [--account <acct_…>] [--origin <origin>]… | store list | store key <id> [--overlap-hours <hours> | --revoke <key>]',
  summary: 'add a store, list the stores, give a store a new API key, or revoke one',
  async run([verb, ...args], env, out) {
    const work = VERBS.get(verb ?? '')
    if (work === undefined) throw new UsageError('Say store add, store list or store key.')
    const config = readConfig(env)
    const database = await openDatabaseBeside(config.database, createLog(levelOf(config), out.log))
    try {
      await work(database, args, out, env)
    } finally {
      await database.close()
    }
    return 0
  },
}

type Verb = (database: OpenDatabase, args: string[], out: Output, env: NodeJS.ProcessEnv) => Promise<void>

const VERBS: ReadonlyMap<string, Verb> = new Map([
  ['add', add],
  ['list', list],
  ['key', key],
])

const clock = (): Date => new Date()

async function add({ db }: OpenDatabase, args: string[], out: Output, env: NodeJS.ProcessEnv): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { name: { type: 'string' }, account: { type: 'string' }, origin: { type: 'string', multiple: true } },
  })
  const id = storeId(positionals)
  const wrong = values.origin?.find((origin) => !AccountRef.safeParse(origin).success)
  if (wrong !== undefined) throw new UsageError(`${wrong} is no origin: write it like https://shop.example, without a path.`)
  if (values.account !== undefined && !/^acct_\w+$/.test(values.account))
    throw new UsageError('--account takes the id of a connected Stripe account, acct_….')
  const outcome = await addStore(
    { db, clock },
    {
      id,
      name: values.name ?? id,
      stripeAccount: values.account ?? null,
      livemode: /^(sk|rk)_live_/.test(requireKey(readConfig(env))),
      allowedOrigins: values.origin ?? null,
    },
  )
  if (outcome === 'known') return out.print(`Store ${id} was there already; its name and origins are up to date.`)
  out.print(`Store ${id} is added.`)
  await showNewKey(db, id, KEY_OVERLAP, out)
}

async function list({ db }: OpenDatabase, args: string[], out: Output): Promise<void> {
  parseArgs({ args })
  const stores = await db.selectFrom('stores').selectAll().orderBy('id').execute()
  const keys = await db.selectFrom('api_keys').selectAll().orderBy('created_at').execute()
  if (stores.length === 0) out.print('There is no store yet: add one with store add <id>.')
  for (const { id, name, stripe_account, livemode, allowed_origins } of stores) {
    out.print(
      `${id}  ${name}  ${stripe_account ?? 'the platform’s own account'}  ${livemode ? 'live' : 'test'}  ${allowed_origins.join(' ') || 'no origins'}`,
    )
    for (const { hint, created_at, expires_at } of keys.filter((held) => held.store === id)) {
      out.print(`  key ${hint}  since ${created_at.toISOString()}${expires_at === null ? '' : `  until ${expires_at.toISOString()}`}`)
    }
  }
}

async function key({ db }: OpenDatabase, args: string[], out: Output): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'overlap-hours': { type: 'string' }, revoke: { type: 'string' } },
  })
  const id = storeId(positionals)
  const hours = values['overlap-hours'] ?? String(KEY_OVERLAP / 3600)
  if (!/^\d{1,4}$/.test(hours)) throw new UsageError('--overlap-hours takes whole hours; 0 ends the older keys at once.')
  const known = await db.selectFrom('stores').select('id').where('id', '=', id).executeTakeFirst()
  if (known === undefined) throw new UsageError(`There is no store ${id}; store list shows those there are.`)
  if (values.revoke !== undefined) return revoke(db, id, values.revoke, out)
  await showNewKey(db, id, Number(hours) * 3600, out)
  out.print(`Older keys of the store end ${hours === '0' ? 'now' : `in ${hours} ${hours === '1' ? 'hour' : 'hours'}`}.`)
}

async function revoke(db: OpenDatabase['db'], id: string, keyOrHint: string, out: Output): Promise<void> {
  const { keysLeft } = await revokeKey({ db, clock }, id, keyOrHint)
  out.print('The key is revoked: nobody gets in with it from now on.')
  if (!keysLeft) out.print(`The store has no key left; store key ${id} gives it one.`)
}

async function showNewKey(db: OpenDatabase['db'], id: string, overlap: number, out: Output): Promise<void> {
  const made = newApiKey()
  await issueKey({ db, clock }, id, made, overlap)
  out.print(`Its API key, shown this once and kept only as a hash:\n${made}`)
}

function storeId([id, ...rest]: string[]): string {
  if (id === undefined || rest.length > 0 || !/^[A-Za-z0-9_-]{1,64}$/.test(id))
    throw new UsageError('Name one store by its id: 1 to 64 letters, digits, _ or -.')
  return id
}

/** `store add|list|key`: the shops whose books this server keeps, and their API keys. */
import { addStore as add } from '../access/add-store.ts'
import { issueKey, KEY_OVERLAP, newApiKey } from '../access/issue-key.ts'
import { listStores as readStores } from '../access/list-stores.ts'
import { revokeKey } from '../access/revoke-key.ts'
import { requireKey } from '../setup/config.ts'
import type { Ctx } from '../context/ctx.ts'
import type { StoreId } from '../contract/ids.ts'
import { WebOrigin } from '../contract/requests.ts'
import { isLiveKey } from '../stripe/live-key.ts'
import { defineCommand, UsageError, type Output } from './command.ts'
import { withDatabase } from './with-database.ts'

type StoreCtx = Pick<Ctx, 'db' | 'clock'>

const clock = (): Date => new Date()

export const addStore = defineCommand({
  name: 'store add',
  summary: 'Adds a store and prints its API key, once; a store that is there gets this name and these origins.',
  options: {
    name: { type: 'string', value: '<name>', about: 'its name; its id unless given' },
    account: { type: 'string', value: '<acct_…>', about: 'its connected Stripe account; the platform’s own unless given' },
    origin: { type: 'string', value: '<origin>', multiple: true, about: 'a web origin whose pages may show its invoices' },
  },
  positionals: { store: 'required' },
  run({ options: { name, account, origin }, positionals, env, out }) {
    const id = storeId(positionals.store)
    const wrong = origin?.find((each) => !WebOrigin.safeParse(each).success)
    if (wrong !== undefined) throw new UsageError(`${wrong} is no origin: write it like https://shop.example, without a path.`)
    if (account !== undefined && !/^acct_\w+$/.test(account))
      throw new UsageError('--account takes the id of a connected Stripe account, acct_….')
    return withDatabase({ env, out }, async ({ config, database: { db } }) => {
      const outcome = await add(
        { db },
        {
          id,
          name: name ?? id,
          stripeAccount: account ?? null,
          livemode: isLiveKey(requireKey(config)),
          allowedOrigins: origin ?? null,
        },
      )
      out.print(outcome === 'known' ? `Store ${id} was there already; its name and origins are up to date.` : `Store ${id} is added.`)
      if (outcome === 'added') await showNewKey({ db, clock }, id, KEY_OVERLAP, out)
      return 0
    })
  },
})

export const listStores = defineCommand({
  name: 'store list',
  summary: 'Lists the stores and their API keys, as far as they may be shown.',
  options: {},
  positionals: {},
  run: ({ env, out }) =>
    withDatabase({ env, out }, async ({ database }) => {
      const stores = await readStores(database)
      if (stores.length === 0) out.print('There is no store yet: add one with store add <store>.')
      for (const { id, name, account, livemode, origins, keys } of stores) {
        const mode = livemode ? 'live' : 'test'
        out.print(`${id}  ${name}  ${account ?? 'the platform’s own account'}  ${mode}  ${origins.join(' ') || 'no origins'}`)
        for (const { hint, createdAt, expiresAt } of keys)
          out.print(`  key ${hint}  since ${createdAt.toISOString()}${expiresAt === null ? '' : `  until ${expiresAt.toISOString()}`}`)
      }
      return 0
    }),
})

export const giveKey = defineCommand({
  name: 'store key',
  summary: 'Gives a store a new API key and ends its older ones after a while, or revokes one key now.',
  options: {
    'overlap-hours': {
      type: 'string',
      value: '<hours>',
      about: `how long older keys still work, in hours; ${KEY_OVERLAP / 3600} unless given`,
    },
    revoke: { type: 'string', value: '<key>', about: 'ends this key now, given whole or as store list shows it; no new one is made' },
  },
  positionals: { store: 'required' },
  run({ options, positionals, env, out }) {
    const id = storeId(positionals.store)
    const { 'overlap-hours': overlap, revoke } = options
    if (overlap !== undefined && revoke !== undefined) throw new UsageError('Say either --overlap-hours or --revoke.')
    const hours = overlap ?? String(KEY_OVERLAP / 3600)
    if (!/^\d{1,4}$/.test(hours)) throw new UsageError('--overlap-hours takes whole hours; 0 ends the older keys at once.')
    return withDatabase({ env, out }, async ({ database: { db } }) => {
      const stores = await readStores({ db })
      if (!stores.some((store) => store.id === id)) throw noStore(id)
      if (revoke !== undefined) await end({ db, clock }, id, revoke, out)
      else {
        await showNewKey({ db, clock }, id, Number(hours) * 3600, out)
        out.print(`Older keys of the store end ${hours === '0' ? 'now' : `in ${hours} ${hours === '1' ? 'hour' : 'hours'}`}.`)
      }
      return 0
    })
  },
})

/** What is said of a store that is named and not there. */
export function noStore(id: string): UsageError {
  return new UsageError(`There is no store ${id}; store list shows those there are.`)
}

async function end(ctx: StoreCtx, id: StoreId, keyOrHint: string, out: Output): Promise<void> {
  const { keysLeft } = await revokeKey(ctx, id, keyOrHint)
  out.print('The key is revoked: nobody gets in with it from now on.')
  if (!keysLeft) out.print(`The store has no key left; store key ${id} gives it one.`)
}

async function showNewKey(ctx: StoreCtx, id: StoreId, overlap: number, out: Output): Promise<void> {
  const key = newApiKey()
  await issueKey(ctx, id, key, overlap)
  out.print(`Its API key, shown this once and kept only as a hash:\n${key}`)
}

function storeId(id: string): StoreId {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) throw new UsageError('The id of a store is 1 to 64 letters, digits, _ or -.')
  return id
}

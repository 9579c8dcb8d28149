import { invalid } from './errors.ts'
import { asOf } from './objects/disputes.ts'
import type { Account } from './state.ts'
import { type World, seconds } from './world.ts'

type Json = { [member: string]: unknown }

/**
 * What is answered for a stored object: a copy, in which the links named by `expand[]` are replaced by the objects they
 * name. A list's members are reached through `data.`, as at Stripe; at most four levels deep.
 */
export function answerOf(world: World, account: Account, stored: object, expand: readonly string[] = []): Json {
  const answer: Json = present(world, structuredClone(stored))
  for (const path of expand) {
    const names = path.split('.')
    if (names.length > 4) throw invalid('You cannot expand more than 4 levels of a property.', { param: 'expand' })
    follow(world, account, answer, names, path)
  }
  return answer
}

function follow(world: World, account: Account, at: Json, [name = '', ...rest]: readonly string[], path: string): void {
  const value = at[name]
  if (value === null) return
  if (Array.isArray(value)) {
    for (const item of value) follow(world, account, item, rest, path)
    return
  }
  if (name === 'refunds' && at['object'] === 'charge') at[name] = refundsOf(world, account, String(at['id']))
  else if (typeof value === 'string') at[name] = find(world, account, value)
  const next = at[name]
  if (!isJson(next)) throw invalid(`This property cannot be expanded (${path}).`, { param: 'expand[0]' })
  if (rest.length > 0) follow(world, account, next, rest, path)
}

function refundsOf(world: World, account: Account, charge: string): Json {
  const data = [...account.refunds.values()].filter((refund) => refund.charge === charge).toReversed()
  return {
    object: 'list',
    data: data.slice(0, 10).map((refund) => present(world, structuredClone(refund))),
    has_more: data.length > 10,
    url: `/v1/charges/${charge}/refunds`,
  }
}

function find(world: World, account: Account, id: string): Json | undefined {
  const tables = [account.charges, account.paymentIntents, account.refunds, account.disputes, account.sessions, account.balanceTransactions]
  for (const table of tables) {
    const found = table.get(id)
    if (found !== undefined) return present(world, structuredClone(found))
  }
  return undefined
}

function present(world: World, copy: object): Json {
  if (!isJson(copy)) throw new Error('not an object')
  const data = copy['data']
  if (copy['object'] === 'list' && Array.isArray(data)) return { ...copy, data: data.map((item) => present(world, item)) }
  if (!isDispute(copy)) return copy
  return { ...asOf(copy, seconds(world.clock())) }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null
}

function isDispute(value: Json): value is Json & Parameters<typeof asOf>[0] {
  return value['object'] === 'dispute'
}

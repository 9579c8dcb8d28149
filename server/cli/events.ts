/** `events list|replay`: the inbox of Stripe's events, as far as it needs a look. */
import { parseArgs } from 'node:util'
import { listEvents } from '../inbox/list.ts'
import { replayEvent } from '../inbox/replay.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { UsageError, type Command, type Output } from './command.ts'
import { withCtx } from './with-ctx.ts'

export const events: Command = {
  usage: 'events list [--all] | events replay <event> [--account <acct_…>] | events replay --dead',
  summary: 'list the events that wait or could not be applied (--all: applied ones too), or apply some once more',
  run([verb, ...args], env, out) {
    if (verb === 'list') return withCtx(env, out, (ctx) => list(ctx, args, out))
    if (verb === 'replay') return withCtx(env, out, (ctx) => replay(ctx, args, out))
    throw new UsageError('Say events list or events replay.')
  },
}

const MOST_LISTED = 1_000

async function list(ctx: GatewayCtx, args: string[], out: Output): Promise<number> {
  const { values } = parseArgs({ args, options: { all: { type: 'boolean', default: false } } })
  const found = await listEvents(ctx, values.all ? ['waiting', 'dead', 'applied'] : ['waiting', 'dead'], MOST_LISTED)
  if (found.length === 0) out.print('No event waits, and none is dead.')
  for (const event of found) {
    out.print(
      [
        event.id,
        event.account,
        event.store,
        event.type,
        event.charge,
        event.acknowledged_at === null ? event.state : `${event.state}, acknowledged`,
        `${event.attempts} attempts`,
        event.received_at.toISOString(),
        event.last_error,
      ]
        .filter(Boolean)
        .join('  '),
    )
  }
  return 0
}

async function replay(ctx: GatewayCtx, args: string[], out: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { account: { type: 'string', default: '' }, dead: { type: 'boolean', default: false } },
  })
  const [id, ...rest] = positionals
  if (rest.length > 0 || (id === undefined) !== values.dead) throw new UsageError('Name one event, or say --dead for all dead ones.')
  const wanted =
    id === undefined
      ? (await listEvents(ctx, ['dead'], MOST_LISTED)).filter((event) => event.acknowledged_at === null)
      : [{ account: values.account, id }]
  if (wanted.length === 0) out.print('No event is dead.')
  let applied = 0
  for (const event of wanted) {
    const state = await replayEvent(ctx, event)
    if (state === 'applied') applied += 1
    out.print(`${event.id} ${state === 'applied' ? 'is applied' : 'could not be applied and is tried again'}.`)
  }
  return applied === wanted.length ? 0 : 1
}

/** `events list|replay`: the inbox of Stripe's events, as far as it needs a person. */
import { readEvents } from '../inbox/queries.ts'
import { replayEvent } from '../inbox/replay.ts'
import { defineCommand, UsageError } from './command.ts'
import { withCtx } from './with-ctx.ts'

const MOST_LISTED = 1_000

export const listEvents = defineCommand({
  name: 'events list',
  summary: 'Lists the events of Stripe’s that wait, and the dead ones, which could not be applied.',
  options: { all: { type: 'boolean', about: 'applied ones too' } },
  positionals: {},
  run: ({ options: { all = false }, env, out }) =>
    withCtx(env, out, async (ctx) => {
      const found = await readEvents(ctx.db, all ? ['waiting', 'dead', 'applied'] : ['waiting', 'dead'], MOST_LISTED)
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
    }),
})

export const replay = defineCommand({
  name: 'events replay',
  summary: 'Applies an event once more, or every dead one.',
  options: {
    account: { type: 'string', value: '<acct_…>', about: 'the connected account of the event' },
    dead: { type: 'boolean', about: 'every dead event' },
  },
  positionals: { event: 'optional' },
  run({ options: { account, dead = false }, positionals: { event: id }, env, out }) {
    if ((id === undefined) !== dead) throw new UsageError('Name one event, or say --dead for all dead ones.')
    if (dead && account !== undefined) throw new UsageError('--dead takes the dead events of all accounts; leave --account out.')
    return withCtx(env, out, async (ctx) => {
      const wanted =
        id === undefined
          ? (await readEvents(ctx.db, ['dead'], MOST_LISTED)).filter((event) => event.acknowledged_at === null)
          : [{ account: account ?? '', id }]
      if (wanted.length === 0) out.print('No event is dead.')
      let applied = 0
      for (const event of wanted) {
        const state = await replayEvent(ctx, event)
        if (state === 'applied') applied += 1
        out.print(`${event.id} ${state === 'applied' ? 'is applied' : 'could not be applied and is tried again'}.`)
      }
      return applied === wanted.length ? 0 : 1
    })
  },
})

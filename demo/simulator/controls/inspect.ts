import { Hono } from 'hono'
import { asOf } from '../objects/disputes.ts'
import type { Account } from '../state.ts'
import { type World, seconds } from '../world.ts'

function shown(account: Account, now: number): object {
  return {
    id: account.id,
    store: account.store,
    platform: account.platform,
    paymentIntents: [...account.paymentIntents.values()],
    charges: [...account.charges.values()],
    refunds: [...account.refunds.values()],
    disputes: [...account.disputes.values()].map((dispute) => asOf(dispute, now)),
    sessions: [...account.sessions.values()],
    balanceTransactions: [...account.balanceTransactions.values()],
    events: [...account.events.values()],
    silentCharges: [...account.silentCharges],
  }
}

/** What the simulator keeps, and the requests it got. */
export function inspectControls(world: World): Hono {
  const app = new Hono()
  app.get('/_sim/state', (c) => {
    const now = seconds(world.clock())
    return c.json({ accounts: [...world.accounts.values()].map((account) => shown(account, now)) })
  })
  app.get('/_sim/requests', (c) => c.json({ requests: world.journal.entries() }))
  app.delete('/_sim/requests', (c) => {
    world.journal.clear()
    return c.body(null, 204)
  })
  return app
}

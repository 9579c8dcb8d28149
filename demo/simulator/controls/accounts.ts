import { Hono } from 'hono'
import { z } from 'zod'
import { emptyAccount } from '../state.ts'
import type { World } from '../world.ts'
import { ControlRefusal, bodyOf } from './control.ts'

const newAccount = z.strictObject({ id: z.string().regex(/^acct_[A-Za-z0-9_]+$/), store: z.string().min(1).optional() })

/** `/_sim/accounts`: another Stripe account connects to the platform. */
export function accountControls(world: World): Hono {
  const app = new Hono()
  app.post('/_sim/accounts', async (c) => {
    const { id, store = id } = await bodyOf(c, newAccount)
    if (world.accounts.has(id)) throw new ControlRefusal(400, `Account ${id} is connected already.`)
    world.accounts.set(id, emptyAccount(id, store, false))
    world.changed()
    return c.json({ id, store }, 201)
  })
  return app
}

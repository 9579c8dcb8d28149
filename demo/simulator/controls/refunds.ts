import { Hono } from 'hono'
import { z } from 'zod'
import { refundOutcome } from '../faults.ts'
import { chargeOf } from '../objects/charges.ts'
import { changeRefund } from '../objects/refund-changes.ts'
import { refundOf } from '../objects/refund-object.ts'
import { addRefund } from '../objects/refunds.ts'
import type { World } from '../world.ts'
import { accountHolding, bodyOf, fromDashboard, moment } from './control.ts'

const pendingReason = z.enum(['processing', 'insufficient_funds', 'charge_pending'])

const newRefund = z.strictObject({
  charge: z.string().min(1),
  amount: z.number().int().positive().optional(),
  reason: z.enum(['requested_by_customer', 'duplicate', 'fraudulent']).optional(),
  outcome: refundOutcome.default('succeeded'),
  pendingReason: pendingReason.optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  createdAt: moment.optional(),
})

const change = z.strictObject({
  status: z.enum(['succeeded', 'pending', 'requires_action', 'failed', 'canceled']).optional(),
  failureReason: z.string().min(1).optional(),
  pendingReason: pendingReason.optional(),
  reference: z.string().min(1).optional(),
  referenceStatus: z.enum(['pending', 'available', 'unavailable']).optional(),
})

/** `/_sim/refunds`: refunds made in the dashboard (an Interac one: at the reader), and what the bank makes of any refund. */
export function refundControls(world: World): Hono {
  const app = new Hono()

  app.post('/_sim/refunds', async (c) => {
    const { charge, createdAt, ...wanted } = await bodyOf(c, newRefund)
    const account = accountHolding(world, 'charges', charge)
    const refund = addRefund(fromDashboard(world, account), {
      ...wanted,
      charge: chargeOf(account, charge),
      created: createdAt,
      atReader: true,
    })
    return c.json(refund, 201)
  })

  app.post('/_sim/refunds/:id', async (c) => {
    const wanted = await bodyOf(c, change)
    const id = c.req.param('id')
    const account = accountHolding(world, 'refunds', id)
    return c.json(changeRefund(fromDashboard(world, account), refundOf(account, id), wanted))
  })

  return app
}

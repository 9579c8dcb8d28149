import { Hono } from 'hono'
import { z } from 'zod'
import { chargeOf } from '../objects/charges.ts'
import { type DisputeChange, addDispute, asOf, changeDispute, disputeOf } from '../objects/disputes.ts'
import type { Dispute } from '../state.ts'
import { type World, seconds } from '../world.ts'
import { ControlRefusal, accountHolding, bodyOf, fromDashboard, moment } from './control.ts'

/** How long a shop has to answer unless `dueBy` says otherwise. */
const answerWithin = 9 * 24 * 60 * 60

const newDispute = z.strictObject({
  charge: z.string().min(1),
  amount: z.number().int().positive().optional(),
  currency: z
    .string()
    .regex(/^[a-z]{3}$/i)
    .toLowerCase()
    .optional(),
  reason: z.string().min(1).default('fraudulent'),
  inquiry: z.boolean().default(false),
  dueBy: moment.optional(),
  createdAt: moment.optional(),
})

const change = z.strictObject({
  status: z.string().min(1).max(100).optional(),
  evidenceSubmitted: z.boolean().optional(),
  dueBy: moment.optional(),
  reinstated: z.boolean().optional(),
  caseType: z.enum(['resolution', 'block']).optional(),
})

const closing = z.strictObject({ outcome: z.enum(['won', 'lost', 'warning_closed']) })

/** `/_sim/disputes`: the cardholder's bank. */
export function disputeControls(world: World): Hono {
  const app = new Hono()

  const apply = (id: string, check: (dispute: Dispute) => DisputeChange): Dispute => {
    const account = accountHolding(world, 'disputes', id)
    const dispute = disputeOf(account, id)
    return asOf(changeDispute(fromDashboard(world, account), dispute, check(dispute)), seconds(world.clock()))
  }

  app.post('/_sim/disputes', async (c) => {
    const wanted = await bodyOf(c, newDispute)
    const account = accountHolding(world, 'charges', wanted.charge)
    const charge = chargeOf(account, wanted.charge)
    if (charge.amount_captured === 0) throw new ControlRefusal(400, 'Only a captured charge can be disputed.')
    const dispute = addDispute(fromDashboard(world, account), {
      charge,
      amount: wanted.amount ?? charge.amount_captured,
      currency: wanted.currency ?? charge.currency,
      reason: wanted.reason,
      inquiry: wanted.inquiry,
      dueBy: wanted.dueBy ?? seconds(world.clock()) + answerWithin,
      created: wanted.createdAt,
    })
    return c.json(asOf(dispute, seconds(world.clock())), 201)
  })

  app.post('/_sim/disputes/:id', async (c) => {
    const wanted = await bodyOf(c, change)
    return c.json(apply(c.req.param('id'), () => wanted))
  })

  app.post('/_sim/disputes/:id/escalate', async (c) => {
    const { dueBy = seconds(world.clock()) + answerWithin } = await bodyOf(c, z.strictObject({ dueBy: moment.optional() }))
    return c.json(
      apply(c.req.param('id'), (dispute) => {
        if (!dispute.status.startsWith('warning_'))
          throw new ControlRefusal(400, `Only an inquiry can be escalated; this is ${dispute.status}.`)
        return { status: 'needs_response', evidenceSubmitted: false, dueBy }
      }),
    )
  })

  app.post('/_sim/disputes/:id/close', async (c) => {
    const { outcome } = await bodyOf(c, closing)
    return c.json(apply(c.req.param('id'), () => ({ status: outcome })))
  })

  return app
}

import { Hono } from 'hono'
import { z } from 'zod'
import type { Webhooks } from '../webhooks.ts'
import type { World } from '../world.ts'
import { ControlRefusal, accountHolding, bodyOf } from './control.ts'

const endpoint = z.strictObject({
  url: z.url(),
  secret: z.string().min(1),
  events: z.array(z.string()).exactOptional(),
  apiVersion: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d(\.[a-z]+)?$/)
    .exactOptional(),
})

const endpoints = z.strictObject({ endpoints: z.array(endpoint) })

/** `/_sim/webhooks`: where events go, what is still on its way, and sending again. */
export function webhookControls(world: World, webhooks: Webhooks): Hono {
  const app = new Hono()

  app.get('/_sim/webhooks', (c) =>
    c.json({
      endpoints: webhooks.endpoints().map(({ url, events, apiVersion }) => ({ url, events, apiVersion })),
      ...webhooks.counts(),
      undelivered: [...world.deliveries.values()],
    }),
  )

  app.put('/_sim/webhooks', async (c) => {
    const wanted = await bodyOf(c, endpoints)
    webhooks.setEndpoints(wanted.endpoints)
    return c.json({ endpoints: webhooks.endpoints().length })
  })

  app.post('/_sim/webhooks/redeliver', async (c) => {
    const { event: id } = await bodyOf(c, z.strictObject({ event: z.string().min(1) }))
    const account = accountHolding(world, 'events', id)
    const event = account.events.get(id)
    if (event === undefined) throw new ControlRefusal(404, `There is no event ${id}.`)
    return c.json({ event: id, answers: await webhooks.redeliver(account, event) })
  })

  app.post('/_sim/webhooks/flush', async (c) => {
    await bodyOf(c, z.strictObject({}))
    await webhooks.flush()
    return c.json(webhooks.counts())
  })

  app.post('/_sim/webhooks/due', async (c) => {
    await bodyOf(c, z.strictObject({}))
    await webhooks.sendDue()
    return c.json(webhooks.counts())
  })

  return app
}

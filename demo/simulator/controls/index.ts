import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { Webhooks } from '../webhooks.ts'
import type { World } from '../world.ts'
import { accountControls } from './accounts.ts'
import { chargeControls } from './charges.ts'
import { answerRefusal } from './control.ts'
import { disputeControls } from './disputes.ts'
import { faultControls } from './faults.ts'
import { inspectControls } from './inspect.ts'
import { refundControls } from './refunds.ts'
import { webhookControls } from './webhooks.ts'

/** Pages that may call the controls from a browser: the demo's, wherever it listens on this machine. */
const onThisMachine = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/** `/_sim`: what Stripe's API can't do, because customers, banks and bad luck do it. */
export function createControls(world: World, webhooks: Webhooks): Hono {
  const app = new Hono()
  app.onError(answerRefusal)
  app.use('/_sim/*', cors({ origin: (origin) => (onThisMachine.test(origin) ? origin : null) }))
  app.route('/', accountControls(world))
  app.route('/', chargeControls(world))
  app.route('/', refundControls(world))
  app.route('/', disputeControls(world))
  app.route('/', faultControls(world))
  app.route('/', webhookControls(world, webhooks))
  app.route('/', inspectControls(world))
  app.all('/_sim/*', (c) => c.json({ error: `There is no control ${c.req.method} ${c.req.path}.` }, 404))
  return app
}

import { Hono } from 'hono'
import { faultSettings } from '../faults.ts'
import type { World } from '../world.ts'
import { bodyOf } from './control.ts'

/** `/_sim/faults`: bad luck, switched on and off. */
export function faultControls(world: World): Hono {
  const app = new Hono()
  app.get('/_sim/faults', (c) => c.json(world.faults.current()))
  app.put('/_sim/faults', async (c) => {
    world.faults.replace(await bodyOf(c, faultSettings))
    return c.json(world.faults.current())
  })
  app.delete('/_sim/faults', (c) => {
    world.faults.replace({})
    return c.body(null, 204)
  })
  return app
}

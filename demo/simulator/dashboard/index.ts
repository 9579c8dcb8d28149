import { Hono } from 'hono'
import type { World } from '../world.ts'
import { runAction } from './actions.ts'
import { page } from './page.ts'
import { script } from './script.ts'
import { styles } from './styles.ts'

/** The dashboard: one page at `/`, its forms under `/dashboard`, and the links that a real Stripe dashboard would have. */
export function createDashboard(world: World, controls: Hono): Hono {
  const app = new Hono()

  app.get('/', (c) => {
    const { store, focus, notice } = c.req.query()
    return c.html(page(world, { store, focus, notice }))
  })

  app.post('/dashboard/:action', async (c) => {
    const { id, notice } = await runAction(controls, c.req.param('action'), await c.req.formData())
    const query = new URLSearchParams({ ...(id !== undefined && { focus: id }), ...(notice !== undefined && { notice }) })
    return c.redirect(`/?${query}${id === undefined ? '' : `#${id}`}`, 303)
  })

  for (const place of ['', '/test', '/:account{acct_[A-Za-z0-9_]+}', '/:account{acct_[A-Za-z0-9_]+}/test']) {
    app.get(`${place}/:kind{payments|disputes|refunds|events|receipts}/:id`, (c) => {
      const id = c.req.param('id')
      return c.redirect(`/?${new URLSearchParams({ focus: id })}#${id}`, 302)
    })
  }

  app.get('/dashboard.css', (c) => c.body(styles, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.get('/dashboard.js', (c) => c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
  return app
}

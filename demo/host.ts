/** The stand-in shop's own server: its page, and the endpoint that lets a signed-in person see an invoice's payments. */
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono, type Context } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { Permission } from '../server/contract/fields.ts'
import type { App } from '../server/http/context.ts'
import type { PaymentsServer } from '../server/index.ts'
import { HostApiError, type HostApi, type NewSession } from './host-api.ts'
import type { ShopFacts } from './shop/facts.ts'
import { employee } from './shop/people.ts'

export interface HostOptions {
  readonly api: HostApi
  readonly facts: ShopFacts
  readonly payments: PaymentsServer['fetch']
  /** Holds `widget/` and `page/`. */
  readonly assets: string
}

/** The shop's pages and endpoints; everything else is the payments server's. */
export function createHost({ api, facts, payments, assets }: HostOptions): Hono<App> {
  const app = new Hono<App>()
  for (const path of ['/', '/page/*', '/widget/*', '/demo/*']) app.use(path, strictHeaders(facts))

  app.get('/', serveStatic({ root: join(assets, 'page'), path: 'index.html' }))
  app.get('/page/*', serveStatic({ root: assets }))
  app.get('/widget/*', serveStatic({ root: assets }))

  app.get('/demo/shop', (c) => c.json(facts))
  app.post('/demo/session', (c) => answer(c, async () => ({ clientSecret: (await api.openSession(sessionOf(c))).clientSecret })))
  app.get('/demo/audit', (c) => answer(c, () => api.readAudit(c.req.query('invoice') ?? '', c.req.query('cursor') ?? null)))

  app.all('*', (c) => payments(c.req.raw, c.env))
  return app
}

/** As strict as a careful shop's own: no inline script or style, and nobody else's code. */
function strictHeaders({ simulatorUrl }: ShopFacts) {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'", ...(simulatorUrl === null ? [] : [simulatorUrl])],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    strictTransportSecurity: false,
  })
}

/** As a query writes a list; an empty one is none at all. */
const permissionList = z.pipe(
  z.pipe(
    z.string(),
    z.transform((list) => list.split(',').filter((name) => name !== '')),
  ),
  z.array(Permission),
)

const SessionQuery = z.object({
  invoice: z.string(),
  as: z.optional(z.string()),
  permissions: z.optional(permissionList),
  maxRefund: z.optional(z.pipe(z.string().check(z.regex(/^\d{1,12}$/)), z.transform(Number))),
})

/** A real host knows who is signed in, and what they may do; here the page says whom to play. */
function sessionOf(c: Context<App>): NewSession {
  const asked = SessionQuery.parse(c.req.query())
  const { id, name, permissions, maxRefund } = employee(asked.as ?? null)
  const most = asked.maxRefund ?? maxRefund
  return {
    invoice: asked.invoice,
    actor: { id, name },
    permissions: asked.permissions ?? permissions,
    ...(most === null ? {} : { maxRefund: most }),
  }
}

async function answer(c: Context<App>, work: () => Promise<object>): Promise<Response> {
  try {
    return c.json(await work())
  } catch (error) {
    if (error instanceof HostApiError && error.status < 500) return c.json({ error: error.message }, error.status === 404 ? 404 : 400)
    if (error instanceof z.core.$ZodError) return c.json({ error: 'These are no parameters of a session.' }, 400)
    throw error
  }
}

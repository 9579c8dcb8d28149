/** The stand-in shop's own server: its page, and the endpoint that lets a signed-in person see an invoice's payments. */
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono, type Context } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { Permission } from '../server/contract/fields.ts'
import type { FetchEnv, PaymentsServer } from '../server/index.ts'
import { HostApiError, type HostApi, type NewSession } from './host-api.ts'
import type { Due, ShopFacts } from './shop/facts.ts'
import { employee } from './shop/people.ts'
import type { Till } from './till.ts'

interface App {
  readonly Bindings: FetchEnv
}

export interface HostOptions {
  readonly api: HostApi
  readonly facts: ShopFacts
  readonly till: Till
  readonly payments: PaymentsServer['fetch']
  /** The directory with `widget/` and `page/`. */
  readonly assets: string
}

/** The shop's pages and endpoints; everything else is the payments server's. */
export function createHost({ api, facts, till, payments, assets }: HostOptions): Hono<App> {
  const app = new Hono<App>()
  for (const path of ['/', '/page/*', '/widget/*', '/demo/*']) app.use(path, strictHeaders(facts, NOBODY_ELSE))
  app.use('/pay', strictHeaders(facts, till.kind === 'stripe' ? STRIPE_JS : NOBODY_ELSE))

  app.get('/', serveStatic({ root: join(assets, 'page'), path: 'index.html' }))
  app.get('/pay', serveStatic({ root: join(assets, 'page'), path: 'pay.html' }))
  app.get('/page/*', serveStatic({ root: assets }))
  app.get('/widget/*', serveStatic({ root: assets }))

  app.get('/hosts/:page{[a-z-]+}', async (c) => {
    const page = await hostPage(c.req.param('page'), c.req.query('invoice') ?? '1001')
    return page === null ? c.notFound() : c.html(page)
  })

  app.get('/demo/shop', (c) => c.json(facts))
  app.post('/demo/session', (c) => answer(c, async () => ({ clientSecret: (await api.openSession(sessionOf(c))).clientSecret })))
  app.get('/demo/audit', (c) => answer(c, () => api.readAudit(c.req.query('invoice') ?? '', c.req.query('cursor') ?? null)))
  addTill(app, api, till)

  app.all('*', (c) => payments(c.req.raw, c.env))
  return app
}

/** One of `hosts/`, about this invoice; null where there is none. Its policies stand in the page itself. */
async function hostPage(name: string, invoice: string): Promise<string | null> {
  const page = await readFile(join(import.meta.dirname, 'hosts', `${name}.html`), 'utf8').catch(() => null)
  return page?.replaceAll('{invoice}', encodeURIComponent(invoice)) ?? null
}

/** What a page may take from others besides the shop. */
interface Others {
  readonly scripts: readonly string[]
  readonly frames: readonly string[]
  readonly calls: readonly string[]
}

const NOBODY_ELSE: Others = { scripts: [], frames: [], calls: [] }

/** As Stripe asks for it under "Content Security Policy" of Stripe.js. */
const STRIPE_JS: Others = {
  scripts: ['https://js.stripe.com', 'https://*.js.stripe.com'],
  frames: ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
  calls: ['https://api.stripe.com'],
}

/** As strict as a careful shop's own: no inline script or style, and nobody else's code but what is named. */
function strictHeaders({ simulatorUrl }: ShopFacts, { scripts, frames, calls }: Others) {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", ...scripts],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'", ...calls, ...(simulatorUrl === null ? [] : [simulatorUrl])],
      ...(frames.length === 0 ? {} : { frameSrc: [...frames] }),
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
  const wanted = SessionQuery.parse(c.req.query())
  const { id, name, permissions, maxRefund, approvalAbove } = employee(wanted.as ?? null)
  const most = wanted.maxRefund ?? maxRefund
  return {
    invoice: wanted.invoice,
    actor: { id, name },
    permissions: wanted.permissions ?? permissions,
    ...(most === null ? {} : { maxRefund: most }),
    ...(approvalAbove === null ? {} : { approvalAbove }),
  }
}

/** What is due, for a customer's page, and how it is paid. */
function addTill(app: Hono<App>, api: HostApi, till: Till): void {
  const due = async (c: Context<App>): Promise<Due> => {
    const tab = await api.readTab(c.req.query('invoice') ?? '')
    if (tab === null) throw new HostApiError(404, 'There is no such invoice.')
    const { id, customer, currency, balance, status } = tab.invoice
    return { invoice: id, customer: customer?.name ?? null, currency, amount: status === 'voided' ? 0 : Math.max(0, balance) }
  }
  app.get('/demo/due', (c) => answer(c, () => due(c)))
  app.post('/demo/pay', (c) =>
    answer(c, async () => {
      const bill = await due(c)
      const card = z.enum(['visa', 'mastercard', 'declined']).parse(c.req.query('card') ?? 'visa')
      if (bill.amount === 0) throw new HostApiError(400, 'Nothing is due.')
      if (till.kind === 'stripe') return { clientSecret: await till.begin(bill) }
      if (till.kind === 'closed') throw new HostApiError(400, 'Payments can’t be taken here.')
      await till.pay({ invoice: bill.invoice, amount: bill.amount, currency: bill.currency }, card)
      return { declined: card === 'declined' }
    }),
  )
}

async function answer(c: Context<App>, work: () => Promise<object>): Promise<Response> {
  try {
    return c.json(await work())
  } catch (error) {
    if (error instanceof HostApiError && error.status < 500) return c.json({ error: error.message }, error.status === 404 ? 404 : 400)
    if (error instanceof z.core.$ZodError) return c.json({ error: 'These parameters are not understood.' }, 400)
    throw error
  }
}

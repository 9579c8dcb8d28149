/** All calls as one Hono app, made from what it is handed. */
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { Changes } from '../database/changes.ts'
import { ApiError } from '../context/errors.ts'
import type { Log } from '../context/log.ts'
import { CallerGone } from '../context/principal.ts'
import { asApiError } from './as-api-error.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { Condition } from '../health/readiness.ts'
import type { Watch } from '../health/watch.ts'
import { createAddressOf } from './caller-address.ts'
import { createCallLimits } from './call-limits.ts'
import { createCallers } from './callers.ts'
import { createKnownOrigins } from './known-origins.ts'
import type { Env } from './env.ts'
import { cors } from './cors.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Metrics } from './metrics.ts'
import { addDescriptionRoute, addHealthAndMetricsRoutes } from './health-and-metrics.ts'
import { answerProblem } from './problems.ts'
import type { RateLimit } from './rate-limit.ts'
import { refuseWhileStopping } from './refuse-while-stopping.ts'
import { logRequests } from './request-log.ts'
import { createOpenRouter, createRouter } from './router.ts'
import { addRoutes } from './routes.ts'
import { createDeskStreams } from './desk-streams.ts'
import { createStreamOpener } from './open-stream.ts'
import { createTabStreams } from './tab-streams.ts'
import { addWebhookRoute } from './webhook-route.ts'

export interface AppParts {
  readonly ctx: GatewayCtx
  readonly metrics: Metrics
  readonly readCondition: () => Promise<Condition>
  readonly watch: Watch
  /** Told when a stream opens, by 1, and when it ends, by −1. */
  readonly onStream: (change: 1 | -1) => void
  /** Whether health, readiness and metrics are served elsewhere, by {@link createOperatorApp}. */
  readonly operatorApart: boolean
  /** The same for webhooks and readiness, with connections of their own. */
  readonly priority: GatewayCtx
  /** The same for streams, likewise. */
  readonly streams: GatewayCtx
  readonly changes: Changes
  readonly rateLimit: RateLimit
  /** Milliseconds within which a sync of an invoice is answered as the one before. */
  readonly syncSpacing: number
  /** Addresses and ranges of proxies whose `X-Forwarded-For` counts. */
  readonly trustedProxies: readonly string[]
  readonly newRequestId: () => string
  /** Milliseconds that only ever grow, for durations and the rate limit. */
  readonly now: () => number
  readonly lifecycle: Lifecycle
  /** Counts what must be finished before the database is closed. */
  readonly underWay: <T>(work: Promise<T>) => Promise<T>
  /** Checks every answer against the contract: for tests and development. */
  readonly checkAnswers: boolean
}

/** For answers that are data and never a page. Strict-Transport-Security is for whoever has the domain to decide. */
const HEADERS = {
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  xFrameOptions: 'DENY',
  strictTransportSecurity: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
} satisfies Parameters<typeof secureHeaders>[0]

/** Nobody receives it; it is for the log and the measurements, where nginx made it usual. */
const CALLER_GONE = 499

export function createApp({
  ctx,
  metrics,
  readCondition,
  watch,
  onStream,
  operatorApart,
  priority,
  streams,
  changes,
  rateLimit,
  trustedProxies,
  syncSpacing,
  newRequestId,
  now,
  lifecycle,
  underWay,
  checkAnswers,
}: AppParts): Hono<Env> {
  const app = new Hono<Env>()
  const { log } = ctx
  const limits = createCallLimits(rateLimit, now, createAddressOf(trustedProxies))
  const callers = createCallers(ctx, limits)

  app.use(logRequests({ log, metrics, newRequestId, now }))
  app.use(secureHeaders(HEADERS))
  app.use(refuseWhileStopping(lifecycle.refusing))
  app.use('/v1/*', cors({ limits, isOriginKnown: createKnownOrigins(ctx) }))
  app.use('/v1/*', async (c, next) => {
    c.header('Cache-Control', 'no-store')
    await next()
  })

  const router = createRouter(app, { ctx, callers, checkAnswers })
  const openStream = createStreamOpener({ ctx: streams, callers, lifecycle, underWay, onStream })
  const openTabStream = createTabStreams({ ctx: streams, changes, openStream })
  const openDeskStream = createDeskStreams({ ctx: streams, changes, openStream })
  addRoutes(router, { ctx, openTabStream, openDeskStream, syncSpacing })
  addWebhookRoute(router, { ctx: priority, metrics, limits, watch })
  if (!operatorApart) addHealthAndMetricsRoutes(router, { metrics, lifecycle, readCondition })
  addDescriptionRoute(router)

  answerFailures(app, log, lifecycle)
  return app
}

export type OperatorAppParts = Pick<AppParts, 'ctx' | 'metrics' | 'readCondition' | 'newRequestId' | 'now' | 'lifecycle' | 'checkAnswers'>

/** Health, readiness and metrics alone, for a port that the world does not reach. */
export function createOperatorApp({ ctx, checkAnswers, newRequestId, now, ...parts }: OperatorAppParts): Hono<Env> {
  const app = new Hono<Env>()
  app.use(logRequests({ log: ctx.log, metrics: parts.metrics, newRequestId, now }))
  app.use(secureHeaders(HEADERS))
  addHealthAndMetricsRoutes(createOpenRouter(app, { checkAnswers }), parts)
  answerFailures(app, ctx.log, parts.lifecycle)
  return app
}

function answerFailures(app: Hono<Env>, log: Log, lifecycle: Lifecycle): void {
  app.notFound((c) => answerProblem(c, new ApiError('not_found', 'There is no such call.')))
  app.onError((error, c) => {
    if (error instanceof CallerGone) return new Response(null, { status: CALLER_GONE })
    const refusal = asApiError(error)
    if (refusal.code === 'internal') log.error({ error, requestId: c.get('requestId'), call: c.get('call') }, 'A call failed.')
    if (refusal.code === 'stripe_unavailable') log.warn({ error, requestId: c.get('requestId') }, 'Stripe could not be reached.')
    if (refusal.code === 'unavailable') log.warn({ error, requestId: c.get('requestId') }, 'The database could not be reached in time.')
    // A call that is not done when a stopping server waits no longer has the database closed under it.
    const isCutOff = refusal.code === 'internal' && lifecycle.refusing.aborted
    return answerProblem(c, isCutOff ? new ApiError('unavailable') : refusal)
  })
}

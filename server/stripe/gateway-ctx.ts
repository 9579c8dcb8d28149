import type { Ctx } from '../context/ctx.ts'
import type { StripeGateway } from './gateway.ts'

/**
 * The context of the verbs that call Stripe. Those of the ledger take a `Ctx`, which has no gateway: a call to Stripe within
 * one of its transactions does not compile.
 */
export interface GatewayCtx extends Ctx {
  readonly gateway: StripeGateway
}

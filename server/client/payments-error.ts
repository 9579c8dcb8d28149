import { Problem, type ProblemCode } from '../contract/problems.ts'

/** A newer server may answer a code that this version does not know. */
export type PaymentsErrorCode = ProblemCode | 'unreachable' | (string & {})

/** A call that was not carried out. Branch on `code`; the message is for a log. */
export class PaymentsError extends Error {
  override readonly name = 'PaymentsError'
  /** Why it was refused; `unreachable` where no answer came, so that nobody knows whether it was carried out. */
  readonly code: PaymentsErrorCode
  /** The HTTP status; 0 where no answer came. */
  readonly status: number
  /** By which the server's log names this call; null where no answer came. */
  readonly requestId: string | null
  /** With `amount_exceeds_refundable`: what can still be refunded, in minor units. */
  readonly refundable: number | null
  /** With `exceeds_permission`: what the session may still give back on the invoice, in minor units. */
  readonly refundLeft: number | null
  /** With `stripe_refused`: Stripe's own code. */
  readonly stripeCode: string | null

  constructor(
    message: string,
    {
      code,
      status = 0,
      requestId = null,
      refundable = null,
      refundLeft = null,
      stripeCode = null,
      cause,
    }: {
      readonly code: PaymentsErrorCode
      readonly status?: number
      readonly requestId?: string | null
      readonly refundable?: number | null
      readonly refundLeft?: number | null
      readonly stripeCode?: string | null
      readonly cause?: unknown
    },
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.status = status
    this.requestId = requestId
    this.refundable = refundable
    this.refundLeft = refundLeft
    this.stripeCode = stripeCode
  }
}

/** What an answer that is no success says. Whatever is not one of the server's own, as a proxy's page, is `unreachable`. */
export async function errorOf(response: Response): Promise<PaymentsError> {
  const problem = Problem.safeParse(await response.json().catch(() => null))
  const { status } = response
  if (!problem.success) return new PaymentsError(`The payments server answered ${status}.`, { code: 'unreachable', status })
  const { title, detail, code, requestId, refundable = null, refundLeft = null, stripeCode = null } = problem.data
  return new PaymentsError(detail ?? title, { code, status, requestId, refundable, refundLeft, stripeCode })
}

/** A call to Stripe as it is seen on the way, for the log, the measurements and the warnings. */

/** The calls that are made. */
export const STRIPE_CALLS = [
  'createRefund',
  'listRefunds',
  'getRefund',
  'searchCharges',
  'listCharges',
  'getCharge',
  'listDisputes',
  'getDispute',
  'getIntent',
  'listSessions',
  'listEvents',
  'listEndpoints',
  'other',
] as const
export type StripeCall = (typeof STRIPE_CALLS)[number]

/** What came of a call: an answer, a refusal by its status, or no answer that can be used. */
export const STRIPE_OUTCOMES = [
  'ok',
  'missing',
  'refused',
  '401',
  '403',
  '409',
  '429',
  '5xx',
  'unreadable',
  'timeout',
  'unreachable',
] as const
export type StripeOutcome = (typeof STRIPE_OUTCOMES)[number]

export interface SeenCall {
  readonly call: StripeCall
  readonly outcome: StripeOutcome
  /** Null where no answer came, or not from Stripe. */
  readonly requestId: string | null
  readonly seconds: number
  /** Whether Stripe did its work: it acted, or said why not. */
  readonly isAnswered: boolean
  /** How far this machine's clock is ahead of Stripe's, in whole seconds; null where it did not say. */
  readonly clockAhead: number | null
}

import { z } from 'zod'

const probability = z.number().min(0).max(1)
const milliseconds = z.number().int().min(0).max(600_000)

/** What a refund turns out to be: there at once, waiting, failing after it looked succeeded, or waiting for the customer. */
export const refundOutcome = z.enum(['succeeded', 'pending', 'failed_later', 'requires_action'])
export type RefundOutcome = z.output<typeof refundOutcome>

/** `PUT /_sim/faults`: what goes wrong from now on. README.md says what each member does. */
export const faultSettings = z.strictObject({
  webhooks: z
    .strictObject({
      drop: probability.optional(),
      duplicate: probability.optional(),
      delayMs: milliseconds.optional(),
      shuffle: probability.optional(),
    })
    .optional(),
  api: z
    .strictObject({
      failBefore: probability.optional(),
      failAfter: probability.optional(),
      crashBefore: probability.optional(),
      crashAfter: probability.optional(),
      status: z.number().int().min(400).max(599).optional(),
      latencyMs: milliseconds.optional(),
      answerAfterMs: milliseconds.optional(),
      method: z.enum(['GET', 'POST']).optional(),
      path: z.string().optional(),
      times: z.number().int().min(1).optional(),
    })
    .optional(),
  refunds: z.strictObject({ outcome: refundOutcome.optional() }).optional(),
})

export type FaultSettings = z.output<typeof faultSettings>
type ApiFault = 'failBefore' | 'failAfter' | 'crashBefore' | 'crashAfter'

/** The faults that are switched on. */
export interface Faults {
  current(): FaultSettings
  replace(settings: FaultSettings): void
  /** Whether this fault strikes this request now. */
  strikes(fault: ApiFault, request: { readonly method: string; readonly path: string }): boolean
  /** Whether something of this probability happens now. */
  chance(probability: number | undefined): boolean
}

export function createFaults(random: () => number): Faults {
  let settings: FaultSettings = {}
  let left = Infinity

  const chance = (probability: number | undefined): boolean => probability !== undefined && probability > 0 && random() < probability

  return {
    current: () => settings,
    replace(next) {
      settings = next
      left = next.api?.times ?? Infinity
    },
    strikes(fault, request) {
      const api = settings.api
      if (api === undefined || left <= 0) return false
      if (api.method !== undefined && api.method !== request.method) return false
      if (api.path !== undefined && !request.path.startsWith(api.path)) return false
      if (!chance(api[fault])) return false
      left -= 1
      return true
    },
    chance,
  }
}

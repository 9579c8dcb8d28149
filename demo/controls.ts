/** The simulator's controls, as the demo's page and its shop call them. See the simulator's README. */
import * as z from 'zod/mini'

const Charge = z.object({
  id: z.string(),
  amount: z.int(),
  amount_refunded: z.int(),
  currency: z.string(),
  status: z.string(),
  metadata: z.record(z.string(), z.string()),
  created: z.int(),
})
const Refund = z.object({
  id: z.string(),
  charge: z.nullable(z.string()),
  amount: z.int(),
  currency: z.string(),
  status: z.nullable(z.string()),
  metadata: z.nullable(z.record(z.string(), z.string())),
})
const Dispute = z.object({ id: z.string(), charge: z.string(), amount: z.int(), currency: z.string(), status: z.string() })
const Account = z.object({
  charges: z.array(Charge),
  refunds: z.array(Refund),
  disputes: z.array(Dispute),
  silentCharges: z.array(z.string()),
})
const State = z.object({ accounts: z.array(Account) })
const Paid = z.object({ charge: z.string() })
const WithId = z.object({ id: z.string() })
const Deliveries = z.object({ pending: z.int(), underWay: z.int() })
const Refused = z.object({ error: z.string() })

export type StripeCharge = z.infer<typeof Charge>
export type StripeRefund = z.infer<typeof Refund>
export type StripeDispute = z.infer<typeof Dispute>

export interface StripeState {
  readonly charges: readonly StripeCharge[]
  readonly refunds: readonly StripeRefund[]
  readonly disputes: readonly StripeDispute[]
  /** The charges whose refunds Stripe says nothing about. */
  readonly silentCharges: readonly string[]
}

export interface Controls {
  /** Everything in the simulated Stripe, oldest first. */
  state(): Promise<StripeState>
  /** A customer pays; the charge's id. */
  pay(payment: object): Promise<string>
  /** Someone refunds in Stripe's dashboard; the refund's id. */
  refund(refund: object): Promise<string>
  /** The bank changes a refund's status. */
  changeRefund(refund: string, change: object): Promise<void>
  /** A cardholder disputes; the dispute's id. */
  dispute(dispute: object): Promise<string>
  changeDispute(dispute: string, change: object): Promise<void>
  escalateDispute(dispute: string): Promise<void>
  closeDispute(dispute: string, outcome: 'won' | 'lost' | 'warning_closed'): Promise<void>
  /** Whether every call about this charge's refunds is lost. */
  silence(charge: string, silent: boolean): Promise<void>
  /** What goes wrong from now on; nothing, where nothing is named. */
  faults(settings: object): Promise<void>
  /** The same as the simulator says it, in JSON. */
  currentFaults(): Promise<string>
  /** How many webhooks are still to be sent, or on their way. */
  webhooksUnderWay(): Promise<number>
}

/** @throws Error with the simulator's own words where it refuses. */
export function createControls(url: string): Controls {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}/_sim${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    })
    const text = await response.text()
    const answer: unknown = text === '' ? null : JSON.parse(text)
    if (!response.ok) throw new Error(Refused.safeParse(answer).data?.error ?? `The simulator answered ${response.status}.`)
    return answer
  }
  const idOf = async (answer: Promise<unknown>): Promise<string> => WithId.parse(await answer).id

  return {
    async state() {
      const { accounts } = State.parse(await call('GET', '/state'))
      return {
        charges: accounts.flatMap(({ charges }) => charges),
        refunds: accounts.flatMap(({ refunds }) => refunds),
        disputes: accounts.flatMap(({ disputes }) => disputes),
        silentCharges: accounts.flatMap(({ silentCharges }) => silentCharges),
      }
    },
    pay: async (payment) => Paid.parse(await call('POST', '/charges', payment)).charge,
    refund: (refund) => idOf(call('POST', '/refunds', refund)),
    changeRefund: async (refund, change) => void (await call('POST', `/refunds/${refund}`, change)),
    dispute: (dispute) => idOf(call('POST', '/disputes', dispute)),
    changeDispute: async (dispute, change) => void (await call('POST', `/disputes/${dispute}`, change)),
    escalateDispute: async (dispute) => void (await call('POST', `/disputes/${dispute}/escalate`, {})),
    closeDispute: async (dispute, outcome) => void (await call('POST', `/disputes/${dispute}/close`, { outcome })),
    silence: async (charge, silent) => void (await call('POST', `/charges/${charge}/silence`, { silent })),
    faults: async (settings) => void (await call('PUT', '/faults', settings)),
    currentFaults: async () => JSON.stringify(await call('GET', '/faults')),
    async webhooksUnderWay() {
      const { pending, underWay } = Deliveries.parse(await call('GET', '/webhooks'))
      return pending + underWay
    },
  }
}

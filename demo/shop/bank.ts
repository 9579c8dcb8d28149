/** Who pays and who plays the bank while the shop is set up. Every step has a name, and is taken once. */
import type { ChargeMethod } from '../../server/contract/fields.ts'
import { createControls } from '../controls.ts'

export interface CardPayment {
  readonly invoice: string
  /** In minor units. */
  readonly amount: number
  readonly currency: string
  readonly daysAgo: number
  readonly method: ChargeMethod | 'interac'
  readonly card: { readonly brand: string; readonly last4: string } | null
  readonly customer: string
}

export interface Charge {
  readonly charge: string
  /** As the books call it: Stripe itself can't be paid at a reader from here. */
  readonly method: ChargeMethod
}

/** A bank that takes payments. */
export interface Bank {
  /** Repeated under the same step's name, it is the same payment. */
  pay(step: string, payment: CardPayment): Promise<Charge>
}

/** A bank that does what only cardholders, banks and Stripe's dashboard do. Amounts in minor units. */
export interface PlayedBank extends Bank {
  /** Someone refunds in Stripe's dashboard; the refund's id. */
  refund(step: string, refund: DashboardRefund): Promise<string>
  failRefund(refund: string, failureReason: string): Promise<void>
  /** From now on Stripe says nothing about this charge's refunds, over restarts too, until QA lets it. */
  fallSilent(charge: string): Promise<void>
  /** The dispute's id; a charge is disputed here at most once. */
  dispute(dispute: CardDispute): Promise<string>
  closeDispute(dispute: string, outcome: 'won' | 'lost' | 'warning_closed'): Promise<void>
}

export interface DashboardRefund {
  readonly charge: string
  readonly amount: number
  readonly daysAgo?: number
  readonly outcome?: 'succeeded' | 'pending' | 'requires_action'
  readonly pendingReason?: string
  readonly reason?: string
}

export interface CardDispute {
  readonly charge: string
  /** The whole charge unless given. */
  readonly amount?: number
  /** Stripe's word for it. */
  readonly reason: string
  readonly inquiry?: boolean
  readonly daysAgo: number
  /** Negative: overdue. */
  readonly dueInDays: number
}

/** Names the step in Stripe's metadata, by which it is found again. */
const STEP = 'demo_step'
const DAY = 24 * 60 * 60 * 1000

/** The simulator's own. `now` is when the shop opens. */
export async function playSimulatedBank(url: string, now: Date): Promise<PlayedBank> {
  const controls = createControls(url)
  const before = await controls.state()
  const ago = (days: number): string => new Date(now.getTime() - days * DAY).toISOString()

  return {
    async pay(step, { invoice, amount, currency, daysAgo, method, card, customer }) {
      const known = before.charges.find(({ metadata }) => metadata[STEP] === step)
      const paid = {
        ...{ invoice, amount, currency, method, createdAt: ago(daysAgo), customer: { name: customer }, metadata: { [STEP]: step } },
        ...(card === null ? {} : { card }),
      }
      return { charge: known?.id ?? (await controls.pay(paid)), method: method === 'stripe_link' ? 'stripe_link' : 'stripe_terminal' }
    },
    async refund(step, { charge, amount, daysAgo = 0, ...rest }) {
      const known = before.refunds.find(({ metadata }) => metadata?.[STEP] === step)
      return known?.id ?? controls.refund({ charge, amount, ...rest, createdAt: ago(daysAgo), metadata: { [STEP]: step } })
    },
    async failRefund(refund, failureReason) {
      const failed = before.refunds.some(({ id, status }) => id === refund && status === 'failed')
      if (!failed) await controls.changeRefund(refund, { status: 'failed', failureReason })
    },
    fallSilent: (charge) => controls.silence(charge, true),
    async dispute({ charge, daysAgo, dueInDays, ...rest }) {
      const known = before.disputes.find((dispute) => dispute.charge === charge)
      return known?.id ?? controls.dispute({ charge, ...rest, createdAt: ago(daysAgo), dueBy: ago(-dueInDays) })
    },
    closeDispute: controls.closeDispute,
  }
}

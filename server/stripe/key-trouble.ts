import type { AccountId } from '../contract/ids.ts'
import { keyTroubleOf, type KeyTrouble } from '../domain/stripe-answers.ts'
import type { StripeGateway } from './gateway.ts'
import { StripeUnavailable } from '../context/errors.ts'

/** Notified of the account that a call was about, each time that Stripe's answer is that the key is not accepted or lacks a right. */
export type OnKeyTrouble = (account: AccountId | null, trouble: KeyTrouble) => Promise<void>

/** The gateway, notifying of every such answer before the call answers as ever. Rests on Stripe's "Errors": 401 and 403. */
export function reportingKeyTrouble(gateway: StripeGateway, notify: OnKeyTrouble): StripeGateway {
  const notifyIf = async (account: AccountId | null, error: unknown): Promise<void> => {
    if (error instanceof StripeUnavailable && error.keyTrouble !== null) await notify(account, error.keyTrouble)
  }
  const call =
    <Rest extends readonly unknown[], T>(read: (account: AccountId | null, ...rest: Rest) => Promise<T>) =>
    async (account: AccountId | null, ...rest: Rest): Promise<T> => {
      try {
        return await read(account, ...rest)
      } catch (error) {
        await notifyIf(account, error)
        throw error
      }
    }
  const list = <Rest extends readonly unknown[], T>(read: (account: AccountId | null, ...rest: Rest) => AsyncGenerator<T>) =>
    async function* (account: AccountId | null, ...rest: Rest): AsyncGenerator<T> {
      try {
        yield* read(account, ...rest)
      } catch (error) {
        await notifyIf(account, error)
        throw error
      }
    }
  return {
    async createRefund(account, params, idempotencyKey) {
      const answer = await gateway.createRefund(account, params, idempotencyKey)
      const trouble = answer.kind === 'refused' ? keyTroubleOf(answer, 'refunds.create') : null
      if (trouble !== null) await notify(account, trouble)
      return answer
    },
    tryRefunding: call(gateway.tryRefunding),
    getRefund: call(gateway.getRefund),
    getCharge: call(gateway.getCharge),
    getDispute: call(gateway.getDispute),
    getIntent: call(gateway.getIntent),
    listRefunds: call(gateway.listRefunds),
    listDisputes: call(gateway.listDisputes),
    searchCharges: call(gateway.searchCharges),
    listSessions: call(gateway.listSessions),
    pages: {
      charges: list(gateway.pages.charges),
      refunds: list(gateway.pages.refunds),
      disputes: list(gateway.pages.disputes),
      sessions: list(gateway.pages.sessions),
      undeliveredEvents: list(gateway.pages.undeliveredEvents),
    },
  }
}

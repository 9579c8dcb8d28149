import type { AccountId } from '../contract/ids.ts'
import type { StripeGateway } from './gateway.ts'
import { StripeUnavailable } from '../context/errors.ts'

/** Notified of the account that a call was about, each time that Stripe answers 401: it does not accept the key. */
export type OnRefusedKey = (account: AccountId | null) => Promise<void>

/** The gateway, notifying of every 401 before the call answers as ever. Rests on Stripe's "Errors": 401 is "no valid API key". */
export function reportingRefusedKey(gateway: StripeGateway, notify: OnRefusedKey): StripeGateway {
  const notifyIf = async (account: AccountId | null, error: unknown): Promise<void> => {
    if (error instanceof StripeUnavailable && error.status === 401) await notify(account)
  }
  const read =
    <Rest extends readonly unknown[], T>(call: (account: AccountId | null, ...rest: Rest) => Promise<T>) =>
    async (account: AccountId | null, ...rest: Rest): Promise<T> => {
      try {
        return await call(account, ...rest)
      } catch (error) {
        await notifyIf(account, error)
        throw error
      }
    }
  const list = <Rest extends readonly unknown[], T>(call: (account: AccountId | null, ...rest: Rest) => AsyncGenerator<T>) =>
    async function* (account: AccountId | null, ...rest: Rest): AsyncGenerator<T> {
      try {
        yield* call(account, ...rest)
      } catch (error) {
        await notifyIf(account, error)
        throw error
      }
    }
  return {
    async createRefund(account, params, idempotencyKey) {
      const answer = await gateway.createRefund(account, params, idempotencyKey)
      if (answer.kind === 'refused' && answer.status === 401) await notify(account)
      return answer
    },
    getRefund: read(gateway.getRefund),
    getCharge: read(gateway.getCharge),
    getDispute: read(gateway.getDispute),
    getIntent: read(gateway.getIntent),
    listRefunds: read(gateway.listRefunds),
    listDisputes: read(gateway.listDisputes),
    searchCharges: read(gateway.searchCharges),
    listSessions: read(gateway.listSessions),
    pages: {
      charges: list(gateway.pages.charges),
      refunds: list(gateway.pages.refunds),
      disputes: list(gateway.pages.disputes),
      sessions: list(gateway.pages.sessions),
      undeliveredEvents: list(gateway.pages.undeliveredEvents),
    },
  }
}

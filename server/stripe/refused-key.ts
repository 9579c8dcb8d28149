import type { AccountId } from '../contract/ids.ts'
import type { StripeGateway } from './gateway.ts'
import { StripeUnavailable } from '../context/errors.ts'

/** Told of the account that a call was about, each time that Stripe answers 401: it does not accept the key. */
export type OnRefusedKey = (account: AccountId | null) => Promise<void>

/** The door, telling of every 401 before the call answers as ever. Rests on Stripe's "Errors": 401 is "no valid API key". */
export function reportingRefusedKey(door: StripeGateway, tell: OnRefusedKey): StripeGateway {
  const tellIf = async (account: AccountId | null, error: unknown): Promise<void> => {
    if (error instanceof StripeUnavailable && error.status === 401) await tell(account)
  }
  const read =
    <Rest extends readonly unknown[], T>(call: (account: AccountId | null, ...rest: Rest) => Promise<T>) =>
    async (account: AccountId | null, ...rest: Rest): Promise<T> => {
      try {
        return await call(account, ...rest)
      } catch (error) {
        await tellIf(account, error)
        throw error
      }
    }
  const list = <Rest extends readonly unknown[], T>(call: (account: AccountId | null, ...rest: Rest) => AsyncGenerator<T>) =>
    async function* (account: AccountId | null, ...rest: Rest): AsyncGenerator<T> {
      try {
        yield* call(account, ...rest)
      } catch (error) {
        await tellIf(account, error)
        throw error
      }
    }
  return {
    async createRefund(account, ask, idempotencyKey) {
      const answer = await door.createRefund(account, ask, idempotencyKey)
      if (answer.kind === 'refused' && answer.status === 401) await tell(account)
      return answer
    },
    getRefund: read(door.getRefund),
    getCharge: read(door.getCharge),
    getDispute: read(door.getDispute),
    getIntent: read(door.getIntent),
    listRefunds: read(door.listRefunds),
    listDisputes: read(door.listDisputes),
    searchCharges: read(door.searchCharges),
    listSessions: read(door.listSessions),
    pages: {
      charges: list(door.pages.charges),
      refunds: list(door.pages.refunds),
      disputes: list(door.pages.disputes),
      sessions: list(door.pages.sessions),
      undeliveredEvents: list(door.pages.undeliveredEvents),
    },
  }
}

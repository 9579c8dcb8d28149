/**
 * What an endpoint gets that is pinned to an older API version. Rests on Stripe's changelog; versions are dates, so they compare as
 * text.
 */
import type { Account, Event, Snapshot } from './state.ts'

/** Since then `refund.*` is sent of refunds of a charge too (changelog, 2024-10-28.acacia). */
const REFUND_EVENTS_OF_CHARGES = '2024-10-28'

/** Since then a charge comes without its refunds (changelog, 2022-11-15). */
const CHARGES_WITHOUT_REFUNDS = '2022-11-15'

/** Whether this version sends such an event. */
export function isSentIn(version: string, { type, data }: Event): boolean {
  return !type.startsWith('refund.') || version >= REFUND_EVENTS_OF_CHARGES || data.object['charge'] === null
}

/** The event as this version words it: a charge has its refunds in it, as they are when it is sent. */
export function inVersion(version: string, event: Event, account: Account): object {
  const { object } = event.data
  const isCharge = object['object'] === 'charge'
  const told = isCharge && version < CHARGES_WITHOUT_REFUNDS ? { ...object, refunds: refundsOf(account, object) } : object
  return { ...event, api_version: version, data: { ...event.data, object: told } }
}

function refundsOf(account: Account, charge: Snapshot): object {
  const data = [...account.refunds.values()].filter((refund) => refund.charge === charge['id']).toReversed()
  return { object: 'list', data, has_more: false, total_count: data.length, url: `/v1/charges/${String(charge['id'])}/refunds` }
}

import type { Attention } from '../../server/contract/tab.ts'
import type { Connection } from '../shared/api/follow-tab.ts'
import type { LoadErrorCode } from '../tab/load-error.ts'
import { ltr } from '../shared/isolate.ts'

/** What the notices above the table say, and what stands in the table’s place where there is none. */
export interface NoticesMessages {
  readonly loadErrors: Readonly<Record<LoadErrorCode, { readonly title: string; readonly text: string }>>
  readonly connection: Readonly<Record<Exclude<Connection, 'live'>, string>>
  readonly voided: string
  readonly attention: { readonly title: string } & Readonly<Record<Attention['code'], string>>
  since(date: string): string
}

/** English. */
export const notices: NoticesMessages = {
  loadErrors: {
    session_failed: {
      title: 'Payments can’t be shown',
      text: 'This page could not sign in to payments. Reload the page; if that doesn’t help, sign in again.',
    },
    unauthenticated: { title: 'Payments can’t be shown', text: 'Your sign-in to payments has expired. Reload the page.' },
    forbidden: {
      title: 'Payments can’t be shown here',
      text: 'You don’t have access to this invoice’s payments, or this page isn’t allowed to show them.',
    },
    not_found: { title: 'No such invoice', text: 'Payments don’t know this invoice yet. Save the invoice, then try again.' },
    unavailable: { title: 'Payments can’t be reached', text: 'Check your connection, then try again. Nothing was changed.' },
    internal: { title: 'Payments can’t be shown', text: 'Something went wrong on our side. Try again in a moment.' },
  },
  connection: {
    reconnecting: 'Reconnecting… What you see may be out of date.',
    reading: 'Live updates are paused. Checking for changes every few seconds.',
    offline: 'You are offline. What you see may be out of date.',
    signed_out: 'This page can’t sign in to payments any more. Sign in again in another tab: it then goes on by itself.',
  },
  voided: 'This invoice is voided and takes no more payments.',
  attention: {
    title: 'Needs a person',
    refund_unknown:
      'Stripe has not confirmed a refund for over a day. Check it in Stripe, then have your administrator record its outcome.',
    currency_mismatch:
      'Stripe reports a payment or dispute in another currency than the invoice’s. It is not counted here. Decide in Stripe what becomes of it, or ask your administrator.',
    over_refunded:
      'More went back to the customer, by refunds or a lost dispute, than the payment brought in. Check the payment in Stripe, then agree with the customer on the rest.',
    event_dead: 'A message from Stripe about this invoice could not be applied. Ask your administrator to replay it.',
    difference: 'These books and Stripe disagree. Compare the refunds here with those in Stripe, and tell your administrator which differ.',
    stripe_key_refused: 'Stripe does not accept this shop’s key. No refund can be made until your administrator sets a valid one.',
    stripe_right_missing:
      'This shop’s Stripe key is not allowed all that is needed. Until your administrator gives it the missing right, some of this may be out of date, and refunds may have to wait.',
    restored: 'This shop’s records were restored from a backup. Refunds wait until they match Stripe again.',
  },
  since: (date) => ltr`since ${date}`,
}

/** `attention list|acknowledge|resolve`: what needs a person. */
import { acknowledgeAttention } from '../attention/acknowledge.ts'
import { listAllAttention, type ListedItem } from '../attention/list.ts'
import type { AttentionCode } from '../contract/tab.ts'
import { assignByPerson } from '../ledger/assign-by-person.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { defineCommand, type Output } from './command.ts'
import { withCtx } from './with-ctx.ts'

/** What each code means and what to do about it. */
const WORDS: Readonly<Record<AttentionCode, string>> = {
  refund_unknown: 'Stripe’s answer to a refund can’t be found out. Find it in Stripe’s dashboard, then say `refunds resolve`.',
  currency_mismatch:
    'A charge or dispute is in another currency than its invoice. Correct the invoice, or decide in Stripe what becomes of it.',
  over_refunded:
    'More went back, by refunds or a lost dispute, than was captured or requested. Compare the charge in Stripe’s dashboard with the invoice.',
  event_dead: 'An event of Stripe’s could not be applied. See `events list`; say `events replay` once the cause is mended.',
  difference: 'The books and Stripe differ. Say `reconcile`; what remains has to be compared in Stripe’s dashboard.',
  stripe_key_refused:
    'Stripe does not accept the key (401): it was revoked, rolled or expired. Set STRIPE_SECRET_KEY to a valid one and restart; refunds go on by themselves.',
  stripe_right_missing:
    'The Stripe key lacks a right (403), so that what needs it fails. Give the key that right in Stripe’s dashboard, or set STRIPE_SECRET_KEY to one that has it and restart; what waits goes on by itself.',
  restored:
    'The books are older than Stripe, as after a restored backup. Refunds wait until the store is reconciled, which goes by itself; say `reconcile` to see what is left.',
  live_updates_lost:
    'Notifications of the database are not heard, and tabs are read once a second instead. Let DATABASE_URL lead to PostgreSQL itself or to a session pool.',
  unmatched: 'A charge names an invoice that the host has not sent. Send the invoice, or say `attention resolve` with the right one.',
  unusable_mark: 'A payment’s mark is no invoice’s id. Say `attention resolve` with the invoice that it is for.',
  notifications_dead:
    'Your endpoint took no notification for three days, and some were given up. See `endpoint list`; mend it, then say `endpoint replay`.',
}

export const list = defineCommand({
  name: 'attention list',
  summary: 'Lists what needs a person, and what to do about it. Exit code 1 where there is something.',
  options: {},
  positionals: {},
  run: ({ env, out }) => withCtx(env, out, (ctx) => show(ctx, out)),
})

export const acknowledge = defineCommand({
  name: 'attention acknowledge',
  summary: 'Says that a person has dealt with an item that nothing else resolves; it comes back where there is more of it.',
  options: {},
  positionals: { item: 'required' },
  run: ({ positionals: { item }, env, out }) =>
    withCtx(env, out, async (ctx) => {
      await acknowledgeAttention(ctx, { id: item, store: null })
      out.print(`${item} is acknowledged. It is opened again where there is more of it.`)
      return 0
    }),
})

export const resolve = defineCommand({
  name: 'attention resolve',
  summary: 'Gives a payment that names no invoice which can take it the one that it is for.',
  options: {},
  positionals: { item: 'required', invoice: 'required' },
  run: ({ positionals: { item, invoice }, env, out }) =>
    withCtx(env, out, async (ctx) => {
      await assignByPerson(ctx, { item, invoice, store: null })
      out.print(`The payment of ${item} is on invoice ${invoice}.`)
      return 0
    }),
})

async function show(ctx: GatewayCtx, out: Output): Promise<number> {
  const found = await listAllAttention(ctx)
  if (found.length === 0) out.print('Nothing needs a person.')
  for (const item of found) {
    const acknowledge = item.acknowledgeable ? ` Once you have seen it: \`attention acknowledge ${item.id}\`.` : ''
    out.print(`${item.since}  ${item.store}  ${item.code}  ${aboutOf(item)}\n  ${WORDS[item.code]}${acknowledge}`)
  }
  return found.length === 0 ? 0 : 1
}

/** Ids that say what it is about, and nothing of a customer. */
function aboutOf({ code, invoice, charge, payment, event, right }: ListedItem): string {
  if (right !== null) return right
  if (code === 'unusable_mark') return `charge ${charge} is marked ${JSON.stringify(invoice)}`
  if (code === 'unmatched') return `charge ${charge} names invoice ${invoice}, which is not known`
  const parts = [
    event !== null && `${code === 'notifications_dead' ? 'endpoint' : 'event'} ${event}`,
    payment !== null && `${code === 'refund_unknown' ? 'refund request' : 'payment'} ${payment}`,
    charge !== null && `charge ${charge}`,
    invoice !== null && `invoice ${invoice}`,
  ].filter((part) => part !== false)
  return parts.join(', ') || (code === 'live_updates_lost' ? 'live updates' : 'all refunds of the store')
}

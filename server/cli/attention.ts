/** `attention list`: what needs a person; `attention acknowledge`: a person has seen it. */
import { parseArgs } from 'node:util'
import { acknowledgeAttention } from '../attention/acknowledge.ts'
import { listAllAttention, type ListedItem } from '../attention/list.ts'
import type { AttentionCode } from '../contract/tab.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { UsageError, type Command, type Output } from './command.ts'
import { withCtx } from './with-ctx.ts'

/** What each code means and what to do about it. */
const WORDS: Readonly<Record<AttentionCode, string>> = {
  refund_unknown: 'Stripe’s answer to a refund can’t be found out. Look for it in Stripe’s dashboard, then say `refunds resolve`.',
  currency_mismatch:
    'A charge or dispute is in another currency than its invoice. Correct the invoice, or decide in Stripe what becomes of it.',
  over_refunded:
    'More went back, by refunds or a lost dispute, than was captured or asked for. Compare the charge in Stripe’s dashboard with the invoice.',
  event_dead: 'An event of Stripe’s could not be applied. See `events list`; say `events replay` once the cause is mended.',
  difference: 'The books and Stripe differ. Say `reconcile`; what remains needs a look in Stripe’s dashboard.',
  stripe_key_refused:
    'Stripe does not accept the key (401): it was revoked, rolled or expired. Set STRIPE_SECRET_KEY to a valid one and restart; refunds go on by themselves.',
  restored:
    'The books are older than Stripe, as after a restored backup. Refunds wait until the store is reconciled, which goes by itself; say `reconcile` to see what is left.',
  unmatched: 'A charge names an invoice that the host has not sent. Send the invoice.',
}

export const attention: Command = {
  usage: 'attention list | attention acknowledge <id>',
  summary: 'list what needs a person and what to do about it, or hide one that nothing else closes, until there is more of it',
  run(args, env, out) {
    const [verb, id, ...rest] = parseArgs({ args: [...args], allowPositionals: true }).positionals
    if (verb === 'list' && id === undefined) return withCtx(env, out, (ctx) => list(ctx, out))
    if (verb !== 'acknowledge' || id === undefined || rest.length > 0)
      throw new UsageError('Say attention list, or attention acknowledge with the id of one of them.')
    return withCtx(env, out, async (ctx) => {
      await acknowledgeAttention(ctx, { id, store: null })
      out.print(`${id} is acknowledged. It is opened again where there is more of it.`)
      return 0
    })
  },
}

async function list(ctx: GatewayCtx, out: Output): Promise<number> {
  const found = await listAllAttention(ctx)
  if (found.length === 0) out.print('Nothing needs a person.')
  for (const item of found) {
    const acknowledge = item.acknowledgeable ? ` Once you have seen it: \`attention acknowledge ${item.id}\`.` : ''
    out.print(`${item.since}  ${item.store}  ${item.code}  ${aboutOf(item)}\n  ${WORDS[item.code]}${acknowledge}`)
  }
  return found.length === 0 ? 0 : 1
}

/** Ids that say what it is about, and nothing of a customer. */
function aboutOf({ code, invoice, charge, payment, event }: ListedItem): string {
  if (code === 'unmatched') return `charge ${charge} names invoice ${invoice}, which is not known`
  const parts = [
    event !== null && `event ${event}`,
    payment !== null && `${code === 'refund_unknown' ? 'refund request' : 'payment'} ${payment}`,
    charge !== null && `charge ${charge}`,
    invoice !== null && `invoice ${invoice}`,
  ].filter((part) => part !== false)
  return parts.join(', ') || 'all refunds of the store'
}

/** `concerns`: what needs a person; `concerns settle`: a person has seen to it. */
import { parseArgs } from 'node:util'
import { listAttention, type AttentionItem } from '../attention/list.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { acknowledgeAttention } from '../attention/acknowledge.ts'
import { UsageError, type Command, type Output } from './command.ts'
import { withCtx } from './with-ctx.ts'

/** What each concern means and what to do about it. */
const WORDS: Readonly<Record<AttentionItem['code'], string>> = {
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

export const concerns: Command = {
  usage: 'concerns | concerns settle <id>',
  summary: 'list what needs a person and what to do about it, or say that one has been seen to where no other command settles it',
  run(args, env, out) {
    const [verb, id, ...rest] = parseArgs({ args: [...args], allowPositionals: true }).positionals
    if (verb === undefined) return withCtx(env, out, (ctx) => list(ctx, out))
    if (verb !== 'settle' || id === undefined || rest.length > 0)
      throw new UsageError('Say concerns, or concerns settle with the id of one of them.')
    return withCtx(env, out, async (ctx) => {
      await acknowledgeAttention(ctx, id)
      out.print(`${id} is settled. It is raised again where there is more of it.`)
      return 0
    })
  },
}

async function list(ctx: GatewayCtx, out: Output): Promise<number> {
  const found = await listAttention(ctx)
  if (found.length === 0) out.print('Nothing needs a person.')
  for (const { id, code, store, since, about } of found) {
    const settle = id === null ? '' : ` Once you have seen to it: \`concerns settle ${id}\`.`
    out.print(`${since.toISOString()}  ${store}  ${code}  ${about}\n  ${WORDS[code]}${settle}`)
  }
  return found.length === 0 ? 0 : 1
}

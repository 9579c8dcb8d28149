/** `refunds resolve`: a person settles a refund whose outcome can't be found out by asking Stripe again. */
import { parseArgs } from 'node:util'
import { resolveRefund, type Resolution } from '../refunds/resolve.ts'
import { UsageError, type Command } from './command.ts'
import { withCtx } from './with-ctx.ts'

export const refunds: Command = {
  usage: 'refunds resolve <refund request> (--recorded <refund> | --released)',
  summary: 'settle a refund that has been unknown for 25 hours: Stripe made it, or never did',
  run([verb, ...args], env, out) {
    if (verb !== 'resolve') throw new UsageError('Say refunds resolve.')
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { recorded: { type: 'string' }, released: { type: 'boolean' } },
    })
    const [id, ...rest] = positionals
    if (id === undefined || rest.length > 0)
      throw new UsageError('Name one refund request by its id; `attention list` names those that wait.')
    const resolution = resolutionOf(values)
    return withCtx(env, out, async (s) => {
      await resolveRefund(s, id, resolution)
      out.print(
        resolution.kind === 'recorded'
          ? `${id} is recorded as Stripe’s refund ${resolution.refund}.`
          : `${id} is released: nothing was refunded, and the amount can be refunded again.`,
      )
      return 0
    })
  },
}

function resolutionOf({ recorded, released }: { recorded?: string | undefined; released?: boolean | undefined }): Resolution {
  if ((recorded === undefined) === (released !== true)) throw new UsageError('Say either --recorded with Stripe’s refund, or --released.')
  return recorded === undefined ? { kind: 'released' } : { kind: 'recorded', refund: recorded }
}

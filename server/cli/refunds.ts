/** `refunds resolve`: a person says what became of a refund whose outcome Stripe's answers don't show. */
import { resolveRefund, type Resolution } from '../refunds/resolve.ts'
import { defineCommand, UsageError } from './command.ts'
import { withCtx } from './with-ctx.ts'

export const resolve = defineCommand({
  name: 'refunds resolve',
  summary: 'Says what became of a refund that has been unknown for 25 hours; attention list shows those.',
  options: {
    recorded: { type: 'string', value: '<refund>', about: 'Stripe made it: its id there, re_…' },
    released: { type: 'boolean', about: 'Stripe never made it: the amount can be refunded again' },
  },
  positionals: { request: 'required' },
  run({ options, positionals: { request: id }, env, out }) {
    const resolution = resolutionOf(options)
    return withCtx(env, out, async (ctx) => {
      await resolveRefund(ctx, id, resolution)
      out.print(
        resolution.kind === 'recorded'
          ? `${id} is recorded as Stripe’s refund ${resolution.refund}.`
          : `${id} is released: nothing was refunded, and the amount can be refunded again.`,
      )
      return 0
    })
  },
})

function resolutionOf({ recorded, released }: { recorded?: string | undefined; released?: boolean | undefined }): Resolution {
  if ((recorded === undefined) === (released !== true)) throw new UsageError('Say either --recorded with Stripe’s refund, or --released.')
  return recorded === undefined ? { kind: 'released' } : { kind: 'recorded', refund: recorded }
}

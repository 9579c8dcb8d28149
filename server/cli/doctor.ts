/** `doctor`: checks everything that the server needs and says, line by line, what is well and what is not. */
import { readConfig, requireStripe, type Config } from '../setup/config.ts'
import { newId } from '../setup/create-ctx.ts'
import { isLiveKey } from '../stripe/live-key.ts'
import { findMissingRights } from '../health/check-stripe.ts'
import { countStores } from '../health/queries.ts'
import { explain } from '../process/explain.ts'
import { createStripeGateway } from '../stripe/gateway.ts'
import { defineCommand } from './command.ts'
import { withDatabase } from './with-database.ts'

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Checks the configuration, the database and Stripe, and says what to mend. Changes nothing.',
  options: {},
  positionals: {},
  async run({ env, out }) {
    const config = readConfig(env)
    const findings = await Promise.all([
      finding('Node', () => process.versions.node),
      finding('Configuration', () => (requireStripe(config), 'complete')),
      finding('Stripe', () => describeStripe(config)),
      finding('Database', () => withDatabase({ env, out }, async ({ database: { db } }) => describeStores(await countStores(db)))),
    ])
    for (const { well, line } of findings) out.print(`${well ? 'well ' : 'MEND '} ${line}`)
    return findings.every(({ well }) => well) ? 0 : 1
  },
})

interface Finding {
  readonly well: boolean
  readonly line: string
}

async function finding(what: string, check: () => string | Promise<string>): Promise<Finding> {
  try {
    return { well: true, line: `${what}: ${await check()}` }
  } catch (error) {
    return { well: false, line: `${what}: ${explain(error) ?? (error instanceof Error ? error.message : 'unknown trouble')}` }
  }
}

async function describeStripe(config: Config): Promise<string> {
  const { secretKey } = requireStripe(config)
  const missing = await findMissingRights({ newId, gateway: createStripeGateway({ secretKey, apiUrl: config.stripeApiUrl }) })
  if (missing.length > 0) throw new Error(`the key lacks ${missing.join(', ')}: give it these rights in Stripe’s dashboard`)
  return `answers at ${config.stripeApiUrl ?? 'its own address'}, in ${isLiveKey(secretKey) ? 'live' : 'test'} mode`
}

function describeStores(count: number): string {
  const stores =
    count === 0 ? 'no store yet: set PAYMENTS_API_KEY, or say store add <store>' : `${count} ${count === 1 ? 'store' : 'stores'}`
  return `reachable and up to date, ${stores}`
}

/** `doctor`: looks at everything that the server needs and says, line by line, what is well and what is not. */
import { readConfig, requireStripe, type Config } from '../config.ts'
import { createLog } from '../context/create-log.ts'
import { openDatabaseBeside, type OpenDatabase } from '../open-database.ts'
import { createStripeGateway } from '../stripe/gateway.ts'
import type { Command } from './command.ts'
import { explain } from '../process/explain.ts'

export const doctor: Command = {
  usage: 'doctor',
  summary: 'check the configuration, the database and Stripe, and say what to mend',
  async run(_args, env, out) {
    const findings = [finding('Node', () => `${process.versions.node}`)]
    const config = readConfig(env)
    findings.push(finding('Configuration', () => (requireStripe(config), 'complete')))
    findings.push(stripeFinding(config), databaseFinding(config))
    const results = await Promise.all(findings)
    for (const { well, line } of results) out.print(`${well ? 'well ' : 'MEND '} ${line}`)
    return results.every(({ well }) => well) ? 0 : 1
  },
}

interface Finding {
  readonly well: boolean
  readonly line: string
}

async function finding(what: string, look: () => string | Promise<string>): Promise<Finding> {
  try {
    return { well: true, line: `${what}: ${await look()}` }
  } catch (error) {
    return { well: false, line: `${what}: ${explain(error) ?? (error instanceof Error ? error.message : 'unknown trouble')}` }
  }
}

/** Any read does: a key that works is told that this charge does not exist. */
function stripeFinding(config: Config): Promise<Finding> {
  return finding('Stripe', async () => {
    const { secretKey } = requireStripe(config)
    await createStripeGateway({ secretKey, apiUrl: config.stripeApiUrl }).getCharge(null, 'ch_doctor')
    return `answers at ${config.stripeApiUrl ?? 'its own address'}, in ${/^(sk|rk)_live_/.test(secretKey) ? 'live' : 'test'} mode`
  })
}

function databaseFinding(config: Config): Promise<Finding> {
  return finding('Database', async () => {
    const database = await openDatabaseBeside(config.database, createLog('silent'))
    try {
      return await describe(database)
    } finally {
      await database.close()
    }
  })
}

async function describe({ db }: OpenDatabase): Promise<string> {
  const { count } = await db
    .selectFrom('stores')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  const stores = count === 0 ? 'no store yet: set PAYMENTS_API_KEY, or say store add <id>' : `${count} ${count === 1 ? 'store' : 'stores'}`
  return `reachable and up to date, ${stores}`
}

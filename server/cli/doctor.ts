/** `doctor`: checks everything that the server needs and says, line by line, what is well, what to look at and what to mend. */
import { readConfig, requireStripe, type Config } from '../setup/config.ts'
import { newId } from '../setup/create-ctx.ts'
import { checkDatabase } from '../health/doctor/check-database.ts'
import { checkEndpoints } from '../health/doctor/check-endpoints.ts'
import { checkLiveUpdates } from '../health/doctor/check-live-updates.ts'
import { checkStripe, type StoreAccount } from '../health/doctor/check-stripe.ts'
import { checkWork } from '../health/doctor/check-work.ts'
import { findingsAbout, type Finding } from '../health/doctor/finding.ts'
import { readStoreAccounts } from '../health/lag-queries.ts'
import { readLags } from '../health/read-lags.ts'
import { explain } from '../process/explain.ts'
import { createStripeGateway } from '../stripe/gateway.ts'
import { createStripeInspector } from '../stripe/inspect.ts'
import { isLiveKey } from '../stripe/live-key.ts'
import { defineCommand, type Output } from './command.ts'
import { askServer } from './ask-server.ts'
import { withDatabase } from './with-database.ts'

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Checks the configuration, the database, Stripe and a running server, and says what to mend. Changes nothing.',
  options: { json: { type: 'boolean', about: 'prints the findings as JSON' } },
  positionals: {},
  async run({ env, out, options }) {
    const findings = await examine(env, out)
    const isWell = findings.every(({ state }) => state !== 'mend')
    if (options.json === true) out.print(JSON.stringify({ well: isWell, findings }, null, 2))
    else for (const finding of findings) out.print(lineOf(finding))
    return isWell ? 0 : 1
  },
})

const MARKS = { well: 'well', look: 'look', mend: 'MEND' } as const

function lineOf({ about, state, says, remedy }: Finding): string {
  return `${MARKS[state]}  ${about}: ${says}${remedy === null ? '' : `. To do: ${remedy}`}.`
}

async function examine(env: NodeJS.ProcessEnv, out: Output): Promise<Finding[]> {
  const node = findingsAbout('Node').well(process.versions.node)
  const configured = findingsAbout('Configuration')
  let config: Config
  try {
    config = readConfig(env)
  } catch (error) {
    return [node, ...sentencesOf(error).map((sentence) => mendOf('Configuration', sentence))]
  }
  const complete = await attempt('Configuration', () => (requireStripe(config), [configured.well('complete')]))
  const database = await examineDatabase(env, out, config)
  return [
    node,
    ...complete,
    ...database.findings,
    ...(config.stripeSecretKey === null ? [] : await examineStripe(config, config.stripeSecretKey, database.stores)),
    ...(await askServer(config)),
  ]
}

interface ExaminedDatabase {
  readonly findings: Finding[]
  readonly stores: readonly StoreAccount[]
}

async function examineDatabase(env: NodeJS.ProcessEnv, out: Output, config: Config): Promise<ExaminedDatabase> {
  let stores: readonly StoreAccount[] = []
  const findings = await attempt('Database', () =>
    withDatabase({ env, out, prepare: 'none' }, async ({ database }) => {
      const { db, connectionString } = database
      const now = (): Date => new Date()
      const { findings: found, isUsable } = await checkDatabase(db, now)
      const embedded = 'dataDirectory' in config.database ? [EMBEDDED] : []
      if (!isUsable) return [...found, ...embedded]
      stores = await readStoreAccounts(db)
      const lags = await readLags({ db, clock: now, livemode: isLiveKey(config.stripeSecretKey ?? ''), startedAt: now() })
      return [...found, ...embedded, await checkLiveUpdates(connectionString, db), ...checkWork(lags, stores.length)]
    }),
  )
  return { findings, stores }
}

const EMBEDDED = findingsAbout('Database').look(
  'it is the server’s own PostgreSQL, in DATA_DIR',
  'well for a try or a single shop that backs that folder up; else set DATABASE_URL',
)

async function examineStripe(config: Config, secretKey: string, stores: readonly StoreAccount[]): Promise<Finding[]> {
  const inspector = createStripeInspector({ secretKey, apiUrl: config.stripeApiUrl, now: Date.now })
  const tries = { newId, gateway: createStripeGateway({ secretKey, apiUrl: config.stripeApiUrl }) }
  const address = config.stripeApiUrl ?? 'its own address'
  const stripe = await attempt('Stripe', () => checkStripe({ inspector, tries, livemode: isLiveKey(secretKey), address, stores }))
  if (stripe.some(({ about, state }) => about === 'Stripe' && state === 'mend')) return stripe
  return [...stripe, ...(await attempt('Webhooks', async () => checkEndpoints(await inspector.webhookEndpoints())))]
}

/** What a check found, or that it could not be made and why. */
async function attempt(about: string, check: () => Finding[] | Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check()
  } catch (error) {
    return sentencesOf(error).map((sentence) => mendOf(about, sentence))
  }
}

function sentencesOf(error: unknown): string[] {
  return (explain(error) ?? (error instanceof Error ? error.message : 'unknown trouble')).split('\n')
}

/** Sentences say first what is wrong, and after a colon what to do. */
function mendOf(about: string, sentence: string): Finding {
  const [, says = sentence, remedy = null] = /^(.*?): (.*?)\.?$/.exec(sentence) ?? []
  return { about, state: 'mend', says: says.replace(/\.$/, ''), remedy }
}

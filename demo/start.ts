/** `npm start`: the whole demo on this machine, until Ctrl-C. */
import { explain, onSignals } from '../server/index.ts'
import { buildAssets } from './assets.ts'
import { readDemoConfig } from './config.ts'
import { startDemo, type Demo } from './demo.ts'

const HELP = `Usage: npm start

  Runs everything on this machine until Ctrl-C: PostgreSQL, a Stripe simulator, the server and a demo shop.
  The environment configures it: PORT (4242), SIMULATOR_PORT (4243), DATA_DIR (./data); with STRIPE_SECRET_KEY and
  STRIPE_WEBHOOK_SECRET it uses Stripe's test mode in the simulator's place. docs/operating.md lists the rest.`

process.exitCode = await run()

async function run(): Promise<number> {
  const [first] = process.argv.slice(2)
  if (first === '--help' || first === '-h') {
    console.log(HELP)
    return 0
  }
  if (first !== undefined) {
    console.error(`“${first}” is more than this command takes.\n${HELP}`)
    return 1
  }
  const { promise: ending, resolve: stop } = Promise.withResolvers<void>()
  onSignals(stop)
  try {
    const config = readDemoConfig(process.env)
    console.log('\nStarting JewelTrak Payments…')
    const assets = await buildAssets(() => console.log('Building the widget and the page…'))
    await using demo = await startDemo({ ...config, assets, openShop: true })
    console.log(welcome(demo, config.dataDirectory))
    demo.lost.addEventListener('abort', () => stop())
    await ending
    demo.lost.throwIfAborted()
    console.log('\nStopping…')
  } catch (error) {
    console.error(explain(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error)))
    return 1
  }
  return 0
}

function welcome({ url, simulatorUrl, apiKey }: Demo, dataDirectory: string): string {
  const bank =
    simulatorUrl === null
      ? 'Stripe          its test mode, with your key'
      : `Stripe          ${simulatorUrl}/   simulated: refund there, dispute, make it fail`
  return `
  The shop        ${url}/   invoice 1001 and twenty others
  ${bank}
  Payments API    ${url}/openapi.json   with the key ${apiKey}
  Data            ${dataDirectory}

  Ctrl-C stops it. Started again, it finds everything as it was.
`
}

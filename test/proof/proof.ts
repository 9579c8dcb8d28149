/** `npm run proof`: what takes too long for `npm test`, which samples it. Every part ends by itself. */
import type { StormOptions } from './storm/storm.ts'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import type { Played } from './planted.ts'

const HELP = `npm run proof -- [part]… [options]
All parts, one after the other, unless some are named:
  plants      break one rule of the product at a time, and search from a fresh seed for a history that notices
  histories   play histories of faults between any two steps
  storm       kill servers under load, PostgreSQL now and then; then many people refund one charge at once
  mutation    change rules, parsers and the elements' logic in every small way, one at a time, and some lines of the server's
              rooms, and see that tests notice
  faults      inject what can go wrong around a server, and see that a measurement and a sentence with the remedy show it
  fuzz        send requests made from the contract, most of them wrong: no 500, no leak, none over a second
  postgres    run the tests of what holds the books on the embedded PostgreSQL and on each that is installed
  upgrade     run this version and one of a newer database side by side, under refunds
  packages    install what would be published into empty projects of several frameworks and hosts, and refund in each
  hosts       open the tag on every page of demo/hosts, and refund there
  ten-minutes follow docs/ten-minutes.md in an empty folder, and refund on the page that comes of it
  import      take over ten thousand existing payments, interrupted on the way
Options:
  --seed S         where histories begin; another each time unless given
  --many N         how many histories (2000)
  --path P         repeat one history of the seed, as a failure prints it
  --plant NAME     play with this planted defect in the product; the exit code is 3 where it is noticed, as it must be
  --own            with --plant: only the history that is written for it, as npm test plays it
  --kills N        how often the storm kills (40)
  --faults A,B     which faults strike in the storm: paused, postgres_killed, disk_full, clocks_apart, flood, deploy, pooler, restored (all)
  --attempts N     how many people refund one charge at once (1000)
  --lines N        how many lines of each room have their mutations tried (20)
  --list NAME      only the mutations of one list: rules, edges, widget, ledger, refunds, inbox, sync, tab, reconciliation
  --page NAME      only this page of demo/hosts
  --requests N     how many requests the fuzz sends (20000)
  --only WORDS     only the faults whose name has these words
  --lanes N        processes at the same time (the processors)`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    many: { type: 'string', default: '2000' },
    path: { type: 'string' },
    plant: { type: 'string' },
    own: { type: 'boolean', default: false },
    kills: { type: 'string', default: '40' },
    attempts: { type: 'string', default: '1000' },
    faults: { type: 'string' },
    list: { type: 'string' },
    page: { type: 'string' },
    only: { type: 'string' },
    requests: { type: 'string', default: '20000' },
    lines: { type: 'string', default: '20' },
    lanes: { type: 'string', default: String(availableParallelism()) },
    help: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const lanes = Number(values.lanes)
const many = Number(values.many)

/** Each returns whether all is well. */
const PARTS: Readonly<Record<string, () => Promise<boolean>>> = {
  plants: async () => isNone(await (await import('./planted.ts')).searchPlants(lanes, seed)),
  histories: async () => (await import('./histories.ts')).playHistories({ histories: many, lanes, seed }),
  storm: async () => (await import('./storm/storm.ts')).storm(stormOptions()),
  faults: async () => (await import('./faults/faults.ts')).seeFaults(lanes, values.only),
  fuzz: async () => (await import('./fuzz/fuzz.ts')).fuzzAndTell(Number(values.requests), seed),
  postgres: async () => (await import('./postgres/postgres.ts')).playOnEach(),
  upgrade: async () => (await import('./upgrade/upgrade.ts')).upgradeAndTell(),
  packages: async () => (await import('../packages/examples.ts')).useExamples(),
  hosts: async () => (await import('./hosts.ts')).walkHosts(values.page),
  'ten-minutes': async () => (await import('./ten-minutes.ts')).followTenMinutes(),
  import: async () => (await import('./import.ts')).takeOver(),
  mutation: async () => (await import('./mutation/mutate.ts')).mutate({ seed, lines: Number(values.lines), list: values.list }),
}

process.exitCode = await run()

async function run(): Promise<number> {
  const unknown = positionals.filter((name) => !(name in PARTS))
  if (values.help || unknown.length > 0) {
    console.log([...unknown.map((name) => `There is no part ${name}.`), HELP].join('\n'))
    return unknown.length === 0 ? 0 : 1
  }
  const { plant, path } = values
  if (plant !== undefined) {
    return reportPlanted(plant, values.own ? 'its own' : path === undefined ? { seed, many } : { seed, path })
  }
  if (path !== undefined) return (await (await import('./repeat.ts')).repeat(seed, path)) ? 0 : 1
  return runParts(positionals.length === 0 ? Object.keys(PARTS) : positionals)
}

async function reportPlanted(name: string, played: Played): Promise<number> {
  const { playPlanted } = await import('./play-planted.ts')
  const { findPlant } = await import('./plants.ts')
  const { CAUGHT } = await import('./planted.ts')
  const plant = findPlant(name)
  console.log(`Planted: ${plant.breaks}`)
  const noticed = await playPlanted(plant, played)
  console.log(noticed === null ? 'It went unnoticed.' : `It was noticed:\n${noticed}`)
  return noticed === null ? 0 : CAUGHT
}

/** Every part runs, whatever became of those before; the last lines are the summary. */
async function runParts(names: readonly string[]): Promise<number> {
  const summary: string[] = []
  let isWell = true
  for (const name of names) {
    console.log(`\n${name} (--seed ${seed})`)
    const began = performance.now()
    const held = (await PARTS[name]?.()) === true
    isWell &&= held
    summary.push(`${name}: ${held ? 'held' : 'FAILED'}, ${Math.round((performance.now() - began) / 1000)} s`)
  }
  console.log(`\n${summary.join('\n')}`)
  return isWell ? 0 : 1
}

function stormOptions(): StormOptions {
  const faults = values.faults?.split(',').filter((name) => name !== '')
  return { kills: Number(values.kills), attempts: Number(values.attempts), seed, ...(faults === undefined ? {} : { faults }) }
}

function isNone(missed: readonly string[]): boolean {
  console.log(missed.length === 0 ? 'Every planted defect was caught.' : `Not caught: ${missed.join(', ')}.`)
  return missed.length === 0
}

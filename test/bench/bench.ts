/**
 * `npm run bench [-- part … --rounds 5 --small]`: measures the server beside its peers, in one run, prints the table and writes
 * `test/bench/RESULTS.md`. Commits are durable, as in a shop.
 */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import { tableOf, type Row } from './figures.ts'
import { PEERS } from './peers.ts'
import { openStage, query, type Part } from './stage.ts'
import { webhooks } from './webhooks.ts'
import { refunds } from './refunds.ts'
import { reads } from './reads.ts'
import { viewers } from './viewers.ts'
import { reconciliation } from './reconciliation.ts'
import { starting } from './starting.ts'
import { rendering } from './rendering.ts'

const PARTS: Readonly<Record<string, Part>> = { webhooks, refunds, reads, viewers, reconciliation, starting, rendering }

/** Milliseconds that one part may take: the others are measured all the same. */
const LONGEST = 6 * 60_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, small: { type: 'boolean', default: false } },
})
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) throw new Error('--rounds takes 1 to 100.')
const wanted = positionals.length === 0 ? Object.keys(PARTS) : positionals
const unknown = wanted.filter((name) => !(name in PARTS))
if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}: ${Object.keys(PARTS).join(', ')}.`)

const rows: Row[] = []
const failed: string[] = []
let postgres: unknown
{
  await using stage = await openStage({ rounds, isSmall: values.small })
  postgres = await query(await stage.database(), 'show server_version')
  for (const name of wanted) {
    console.log(`\n${name}`)
    const began = performance.now()
    try {
      const found = (await within(LONGEST, PARTS[name]?.(stage) ?? Promise.resolve([]))) ?? []
      console.log(tableOf(found))
      rows.push(...found)
    } catch (error) {
      console.error(error)
      failed.push(`${name}: ${error instanceof Error ? error.message : String(error)}`.split('\n', 1).join(''))
    }
    console.log(`${Math.round((performance.now() - began) / 1000)} s`)
  }
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const tooLong = new AbortController()
  try {
    const late = pause(milliseconds, undefined, { signal: tooLong.signal }).then(() => Promise.reject(new Error('It took too long.')))
    return await Promise.race([work, late])
  } finally {
    tooLong.abort()
  }
}

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${release()}`
const { stdout: commit } = await promisify(execFile)('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname }).catch(() => ({
  stdout: 'unknown',
}))
const peers = Object.entries(PEERS).map(([name, version]) => `${name} ${version}`)
const text = `# What was measured

By \`npm run bench${positionals.map((name) => ` ${name}`).join('')}\`, ${rounds} alternating rounds${values.small ? ', small: only to see that it works' : ''}. Minimum, median and maximum; ratios are of each round.
${new Date().toISOString().slice(0, 10)}, commit ${commit.trim()}, Node ${process.versions.node}, PostgreSQL ${String(postgres)}, ${peers.join(', ')}.
${machine}.

${tableOf(rows)}
${failed.map((line) => `\nNot measured, as it failed: ${line}\n`).join('')}`
if (!values.small && positionals.length === 0) await writeFile(join(import.meta.dirname, 'RESULTS.md'), text)
else console.log(`\n${text}`)
// What a part that failed left open must not keep the run from its end.
process.exit(failed.length > 0 ? 1 : 0)

/** The guides: every command in them is run here, on a server of the test's, and every link leads somewhere. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { finish, STRIPE } from '../../support/command-line.ts'
import { blocksOf } from '../../support/guide-blocks.ts'
import { API_KEY, STRIPE_KEY } from '../../support/server.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const DOCS = join(import.meta.dirname, '../../../docs')
const run = promisify(execFile)

/** Guides whose commands are run, each from top to bottom. */
const GUIDES = ['notifications', 'importing', 'stripe', 'sessions', 'upgrading', 'when-things-fail'] as const

/** What can't be run here, and why. */
const NOT_HERE: readonly (readonly [RegExp, string])[] = [
  [/^stripe listen /, 'is the Stripe CLI’s, and needs an account'],
  [/^pg_(dump|restore) /, 'needs PostgreSQL’s own programs, of the server’s version'],
]

let server: HttpShop
let folder = ''
before(async () => {
  server = await openShop({ http: true })
  await server.api().call('PUT', '/v1/invoices/1001', { body: { number: '1', currency: 'usd', total: 50_000 } })
  folder = await mkdtemp(join(tmpdir(), 'jeweltrak-guides-'))
})
after(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

for (const guide of GUIDES) {
  describe(`docs/${guide}.md`, async () => {
    const blocks = blocksOf(await readFile(join(DOCS, `${guide}.md`), 'utf8'))
    before(async () => {
      for (const { file, text } of blocks) if (file !== null) await writeFile(join(folder, file), text)
    })
    for (const command of blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => commandsIn(text))) {
      const reason = NOT_HERE.find(([pattern]) => pattern.test(command))?.[1]
      test(command, { skip: reason ?? false }, async () => (command.startsWith('npx ') ? runOurs(command) : runInShell(command)))
    }
  })
}

test('docs/ten-minutes.md has the files of a project that can be read; `npm run proof -- ten-minutes` follows it', async () => {
  const blocks = blocksOf(await readFile(join(DOCS, 'ten-minutes.md'), 'utf8'))
  const files = blocks.flatMap(({ file }) => file ?? [])
  assert.deepEqual(files, ['.env', 'server.js', 'index.html'])
  const server = join(folder, 'server.mjs')
  await writeFile(server, blocks.find(({ file }) => file === 'server.js')?.text ?? '')
  await run(process.execPath, ['--check', server])
})

test('Every link in the guides leads to a file, and to a heading that is there', async () => {
  const broken: string[] = []
  for (const name of await readdir(DOCS)) {
    if (!name.endsWith('.md')) continue
    const page = await readFile(join(DOCS, name), 'utf8')
    for (const [, path = '', anchor] of page.matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
      const target = path === '' ? join(DOCS, name) : join(DOCS, path)
      if (!existsSync(target)) broken.push(`${name}: ${path}`)
      else if (anchor !== undefined && !anchorsOf(await readFile(target, 'utf8')).has(anchor)) broken.push(`${name}: ${path}#${anchor}`)
    }
  }
  assert.deepEqual(broken, [])
})

/** The commands of a block; one that goes over several lines is one. */
function commandsIn(text: string): string[] {
  return text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
}

/** Within this process. What it finds may be exit code 1; a mistake of the guide’s is told with the usage. */
async function runOurs(command: string): Promise<void> {
  const endpoint = await server.db.selectFrom('endpoints').select('id').executeTakeFirst()
  const args = command
    .split(' ')
    .slice(2)
    .map((word) => (word === 'ep_1' ? (endpoint?.id ?? word) : word.endsWith('.csv') ? join(folder, word) : word))
  const env = { ...STRIPE, STRIPE_SECRET_KEY: STRIPE_KEY, STRIPE_API_URL: server.simulator.url, DATABASE_URL: server.databaseUrl }
  const { code, printed } = await finish(args, env)
  assert.ok(code === 0 || code === 1)
  assert.doesNotMatch(printed, /Usage:|is no command|There is no (endpoint|store) \w+[.;]|can’t be opened|is there already/)
}

async function runInShell(command: string): Promise<void> {
  const env = { PATH: process.env['PATH'], PAYMENTS_URL: server.url, PAYMENTS_API_KEY: API_KEY }
  const { stdout } = await run('sh', ['-ec', command], { env, cwd: folder })
  assert.match(stdout, /"clientSecret":"/)
}

function anchorsOf(page: string): ReadonlySet<string> {
  return new Set(
    [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  )
}

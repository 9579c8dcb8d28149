/**
 * Follows `docs/ten-minutes.md` to the letter in an empty folder, and refunds on the page that comes of it. Only what stands for
 * the world outside is another: the packages come from this project, and Stripe is the simulator.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'
import { packAll, run, type Packed } from '../packages/support.ts'
import { chromiumFlags, findChromium } from '../support/chromium.ts'
import { blocksOf, type Block } from '../support/guide-blocks.ts'
import { startSimulator, STRIPE_KEY, WEBHOOK_SECRET } from '../support/server.ts'

const GUIDE = join(import.meta.dirname, '..', '..', 'docs', 'ten-minutes.md')
const SHOP = 'http://127.0.0.1:3000'

/** Returns whether it worked; says what was done. */
export async function followTenMinutes(): Promise<boolean> {
  const began = performance.now()
  await using resources = new AsyncDisposableStack()
  const packed = resources.use(await packAll())
  const simulator = await startSimulator({}, resources)
  const folder = resources.adopt(await mkdtemp(join(tmpdir(), 'jeweltrak-ten-minutes-')), (it) => rm(it, { recursive: true, force: true }))
  const shop = join(folder, 'shop')
  for (const block of blocksOf(await readFile(GUIDE, 'utf8'))) {
    const text = standIn(block, packed, simulator.url)
    console.log(block.file === null ? text.trimEnd() : `(${block.file})`)
    if (block.file !== null) await writeFile(join(shop, block.file), text)
    else if (text.startsWith('node ')) await serve(text, shop, resources)
    else if (text.startsWith('stripe listen')) simulator.sendWebhooksTo(`${SHOP}/payments`)
    else await run('sh', ['-ec', text], { cwd: text.startsWith('mkdir') ? folder : shop })
  }
  await refund(resources)
  const charges = await (await fetch(`${simulator.url}/v1/refunds`, { headers: { authorization: `Bearer ${STRIPE_KEY}` } })).text()
  assert.match(charges, /"amount":\s*25000/)
  console.log(`A refund of $250.00 on a page of one's own, ${Math.round((performance.now() - began) / 1000)} s after the first command.`)
  return true
}

/** The text with what this project has in place of the registry's packages, of Stripe, and of a key and a secret of one's own. */
function standIn({ text, file }: Block, { tarballs }: Packed, stripe: string): string {
  if (file === '.env') return `STRIPE_SECRET_KEY=${STRIPE_KEY}\nSTRIPE_WEBHOOK_SECRET=${WEBHOOK_SECRET}\nSTRIPE_API_URL=${stripe}\n`
  return text
    .replace(
      'npm install jeweltrak-payments jeweltrak-payments-server',
      `npm install --no-audit --no-fund ${Object.values(tarballs).join(' ')}`,
    )
    .replace('https://api.stripe.com', stripe)
}

async function serve(command: string, cwd: string, resources: AsyncDisposableStack): Promise<void> {
  const child = spawn(process.execPath, command.trim().split(' ').slice(1), { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  resources.defer(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  for await (const line of createInterface({ input: child.stdout })) if (line === SHOP) return
  throw new Error('The server ended before it served.')
}

async function refund(resources: AsyncDisposableStack): Promise<void> {
  const browser = resources.adopt(await chromium.launch({ executablePath: await findChromium(), args: [...chromiumFlags] }), (it) =>
    it.close(),
  )
  const page = await browser.newPage()
  page.setDefaultTimeout(20_000)
  await page.goto(SHOP)
  const tag = page.locator('jeweltrak-payments')
  await tag.getByRole('button', { name: /^Refund/ }).click()
  const dialog = tag.getByRole('dialog')
  await dialog.getByLabel('Amount to refund').waitFor()
  await dialog.locator('[part~=submit-button]').click({ delay: 50 })
  await dialog.waitFor({ state: 'detached' })
  await tag.getByText('Fully refunded').first().waitFor()
}

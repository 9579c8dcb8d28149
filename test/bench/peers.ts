import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What is measured beside us, from the registry, in a folder that git ignores. */
export const PEERS = { '@supabase/stripe-sync-engine': '0.48.5', fastify: '5.12.8', stripe: '23.1.0' }

/** Installs the peers and returns their folder. */
export async function installPeers(): Promise<string> {
  const folder = join(import.meta.dirname, '..', '..', '.cache', 'bench-peers')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: PEERS }))
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder })
  return folder
}

import { existsSync, readFileSync } from 'node:fs'
import { mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Account, emptyAccount } from './state.ts'
import type { Delivery } from './webhooks.ts'

/*
 * All of the simulator's data in one JSON file. Only the simulator writes it; a file of another form is refused.
 * Maps are kept as lists of their entries, so that their order, which lists depend on, survives.
 */

const form = 1

interface Kept {
  readonly accounts: ReadonlyMap<string, Account>
  readonly deliveries: ReadonlyMap<string, Delivery>
}

const mark = '$map'

function freeze(_: string, value: unknown): unknown {
  if (value instanceof Map) return { [mark]: [...value] }
  if (value instanceof Set) return [...value]
  return value
}

function thaw(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(mark in value) || !Array.isArray(value[mark])) return value
  return new Map(value[mark])
}

/** Fills the accounts and deliveries with what the file holds; does nothing where there is no file. */
export function load(file: string, accounts: Map<string, Account>, deliveries: Map<string, Delivery>): void {
  if (!existsSync(file)) return
  const read = parse(readFileSync(file, 'utf8'))
  if (!isKept(read)) throw new Error(`${file} does not contain the Stripe simulator's data: move it away to start afresh.`)
  for (const [id, kept] of read.accounts) {
    const account = accounts.get(id) ?? emptyAccount(id, kept.store, kept.platform)
    const { store, platform } = account
    const sets = { doomedRefunds: new Set(kept.doomedRefunds), silentCharges: new Set(kept.silentCharges) }
    accounts.set(id, { ...account, ...kept, store, platform, ...sets })
  }
  for (const [id, delivery] of read.deliveries) deliveries.set(id, delivery)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, thaw)
  } catch {
    return undefined
  }
}

function isKept(value: unknown): value is Kept {
  return (
    typeof value === 'object' &&
    value !== null &&
    'form' in value &&
    value.form === form &&
    'accounts' in value &&
    value.accounts instanceof Map &&
    'deliveries' in value &&
    value.deliveries instanceof Map
  )
}

export interface Keeper {
  /** Saves soon; changes that come close together are saved at once. */
  changed(): void
  /** Saves what is left and resolves when it is on disk. */
  close(): Promise<void>
}

/** Keeps the file up to date: written beside it, flushed, then put in its place, so that a crash leaves the old or the new one. */
export function keep(file: string, kept: Kept): Keeper {
  const beside = `${file}.new`
  let saved: Promise<unknown> = mkdir(dirname(file), { recursive: true })
  let planned = false
  let closed = false

  async function save(): Promise<void> {
    planned = false
    const handle = await open(beside, 'w')
    try {
      await handle.writeFile(JSON.stringify({ form, ...kept }, freeze))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(beside, file)
  }

  return {
    changed() {
      if (planned || closed) return
      planned = true
      saved = saved.then(save)
    },
    async close() {
      closed = true
      await saved
    },
  }
}

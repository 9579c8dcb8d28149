import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'

const Shop = z.object({ openedOn: z.iso.datetime() })

/** When the shop opened for the first time, kept in its data directory: invoices are dated by it. */
export async function openingDay(dataDirectory: string): Promise<string> {
  const path = join(dataDirectory, 'shop.json')
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text !== null) return Shop.parse(JSON.parse(text)).openedOn
  const shop = { openedOn: new Date().toISOString() } satisfies z.infer<typeof Shop>
  await writeFile(path, `${JSON.stringify(shop)}\n`)
  return shop.openedOn
}

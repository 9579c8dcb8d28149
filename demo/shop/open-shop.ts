/** Fills the shop once: every invoice, and what happened to it, through the calls that anyone else would use. */
import { HostApiError, type HostApi } from '../host-api.ts'
import type { Bank, PlayedBank } from './bank.ts'
import { INVOICES, totalOf, type ShopInvoice } from './invoices.ts'
import { EMPLOYEES } from './people.ts'
import { setScene } from './scene.ts'
import { BANK_STORIES, PLAIN_STORIES } from './stories.ts'

/** Made last: where it is, the others are complete. */
const LAST = '1020'

export type ShopBank = { readonly kind: 'played'; readonly bank: PlayedBank } | { readonly kind: 'plain'; readonly bank: Bank }

/** Does nothing where the shop is open already; goes on where an earlier start was cut short. */
export async function openShop(host: HostApi, openBank: () => Promise<ShopBank>): Promise<void> {
  if ((await host.readTab(LAST)) !== null) return
  const bank = await openBank()
  const others = INVOICES.filter(({ id, played }) => id !== LAST && (bank.kind === 'played' || played !== true))
  // All are played to their end, so that none is still under way when one fails.
  const played = await Promise.allSettled(others.map((invoice) => play(invoice, host, bank)))
  for (const story of played) if (story.status === 'rejected') throw story.reason
  for (const invoice of INVOICES) if (invoice.id === LAST) await put(invoice, host)
}

async function play(invoice: ShopInvoice, host: HostApi, { kind, bank }: ShopBank): Promise<void> {
  await put(invoice, host)
  const staff = await host.as({ invoice: invoice.id, actor: staffOf(invoice), permissions: ['refund', 'record', 'remove'] })
  try {
    await PLAIN_STORIES[invoice.id]?.(setScene(invoice, bank, host, staff))
    if (kind === 'played') await BANK_STORIES[invoice.id]?.(setScene(invoice, bank, host, staff))
    if (invoice.silent !== true) await host.sync(invoice.id)
  } catch (error) {
    throw new Error(
      `The story of invoice ${invoice.id} could not be played: ${error instanceof HostApiError || error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
}

async function put(invoice: ShopInvoice, host: HostApi): Promise<void> {
  const { id, currency = 'usd', customer, email, status } = invoice
  await host.putInvoice(id, {
    number: id,
    currency,
    total: totalOf(invoice),
    customer: { name: customer, ...(email === undefined ? {} : { email }) },
    ...(status === undefined ? {} : { status }),
  })
}

function staffOf({ soldBy }: ShopInvoice): { id: string; name: string } {
  const { id, name } = EMPLOYEES.find(({ name }) => name === soldBy) ?? EMPLOYEES[0]
  return { id, name }
}

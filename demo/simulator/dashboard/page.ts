import { html } from 'hono/html'
import type { Account } from '../state.ts'
import { type World, seconds } from '../world.ts'
import { dispute } from './disputes.ts'
import { type Html } from './parts.ts'
import { payment } from './payments.ts'
import { refund } from './refunds.ts'
import { event, faults, newCharge } from './side.ts'

export interface View {
  /** An account's id or store: only its objects. */
  readonly store?: string | undefined
  /** The id of the object to show opened; a payment intent stands for its charge. */
  readonly focus?: string | undefined
  /** What went wrong just now. */
  readonly notice?: string | undefined
}

const shownAtMost = 40

interface Owned<T> {
  readonly account: Account
  readonly one: T
}

/** The newest of all accounts' objects, and the one looked at, however old. */
function newest<T extends { id: string; created: number }>(
  accounts: readonly Account[],
  table: (account: Account) => ReadonlyMap<string, T>,
  focus: string,
): Owned<T>[] {
  const all = accounts.flatMap((account) => [...table(account).values()].map((one) => ({ account, one }))).toReversed()
  all.sort((a, b) => b.one.created - a.one.created)
  return all.filter(({ one }, place) => place < shownAtMost || one.id === focus)
}

function list(title: string, id: string, none: string, rows: Html[]): Html {
  return html`<section id="${id}">
    <h2>${title} <small>${rows.length}</small></h2>
    ${rows.length === 0 ? html`<p class="none">${none}</p>` : rows}
  </section>`
}

export function page(world: World, view: View): Html {
  const all = [...world.accounts.values()]
  const chosen = all.filter(({ id, store }) => view.store === undefined || view.store === id || view.store === store)
  const wanted = view.focus ?? ''
  const focus = all.flatMap(({ paymentIntents }) => paymentIntents.get(wanted)?.latest_charge ?? []).at(0) ?? wanted
  const found =
    wanted === '' ||
    all.some((account) => [account.charges, account.refunds, account.disputes, account.events].some((table) => table.has(focus)))
  const notice = view.notice ?? (found ? undefined : `There is no ${wanted} here.`)
  const now = seconds(world.clock())

  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>Stripe simulator</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/dashboard.css" />
        <script type="module" src="/dashboard.js"></script>
      </head>
      <body>
        <header>
          <h1>Stripe simulator</h1>
          <span class="badge calm">test data</span>
          <nav>
            <a href="#payments">Payments</a><a href="#refunds">Refunds</a><a href="#disputes">Disputes</a><a href="#events">Events</a
            ><a href="#faults">Faults</a>
          </nav>
        </header>
        <main>
          <div class="notice" role="alert">${notice === undefined ? '' : html`<p>${notice}</p>`}</div>
          <div class="lists">
            ${stores(all, view.store)}
            ${list(
              'Payments',
              'payments',
              'No payments yet. Make one with “New payment”.',
              newest(chosen, ({ charges }) => charges, focus).map(({ account, one }) => payment(account, one, one.id === focus)),
            )}
            ${list(
              'Refunds',
              'refunds',
              'No refunds yet.',
              newest(chosen, ({ refunds }) => refunds, focus).map(({ one }) => refund(one, one.id === focus)),
            )}
            ${list(
              'Disputes',
              'disputes',
              'No disputes yet.',
              newest(chosen, ({ disputes }) => disputes, focus).map(({ one }) => dispute(one, one.id === focus, now)),
            )}
          </div>
          <aside>
            ${newCharge(world)} ${faults(world.faults.current())}
            <section class="panel" id="events">
              <h2>Events</h2>
              <ul>
                ${newest(chosen, ({ events }) => events, focus).map(({ account, one }) => event(account, one))}
              </ul>
            </section>
          </aside>
        </main>
      </body>
    </html>`
}

function stores(all: readonly Account[], chosen: string | undefined): Html | string {
  if (all.length < 2) return ''
  const entry = (href: string, text: string, current: boolean): Html =>
    html`<a href="${href}" ${current ? 'aria-current=page' : ''}>${text}</a>`
  return html`<nav class="stores" aria-label="Store">
    ${entry('/', 'All stores', chosen === undefined)}
    ${all.map(({ id, store }) => entry(`/?store=${id}`, store, chosen === id || chosen === store))}
  </nav>`
}

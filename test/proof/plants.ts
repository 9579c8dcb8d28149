/**
 * Planted defects: each breaks one rule of the product by replacing a fragment of its source as it is loaded, so that
 * the proof can be proven. The product itself knows nothing of them; a fragment that is not found exactly once fails.
 */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import type * as search from '../model/check-histories.ts'
import type * as databases from '../model/databases.ts'
import type * as histories from '../model/run-history.ts'

export interface Plant {
  readonly name: string
  /** What is wrong with it, in words. */
  readonly breaks: string
  readonly edits: readonly Edit[]
}

interface Edit {
  readonly file: string
  readonly find: string
  readonly replace: string
}

const edit = (file: string, find: string, replace: string): Edit => ({ file: `server/${file}`, find, replace })

export const PLANTS: readonly Plant[] = [
  {
    name: 'no_lock',
    breaks: 'Sums are read without the locks of the invoice and the charge.',
    edits: [
      edit(
        'database/locks.ts',
        'from invoices where store = $1 and id = any($2) order by id for update`',
        'from invoices where store = $1 and id = any($2)`',
      ),
      edit(
        'database/locks.ts',
        'from charges where store = $1 and id = any($2) order by id for update`',
        'from charges where store = $1 and id = any($2)`',
      ),
    ],
  },
  {
    name: 'key_per_attempt',
    breaks: 'Every attempt has an idempotency key of its own, and nobody checks first.',
    edits: [
      edit('refunds/attempt.ts', '`jeweltrak_refund_${id}`', '`jeweltrak_refund_${id}_${request.attempts}`'),
      edit('refunds/attempt.ts', 'if (request.attempts > 0 || ', 'if ('),
    ],
  },
  {
    name: 'no_idempotency_key',
    breaks: 'Stripe is called without an idempotency key of ours.',
    edits: [edit('stripe/create-refund.ts', '      { ...options, idempotencyKey },\n', '      { ...options },\n')],
  },
  {
    name: 'asked_after_24_hours',
    breaks: 'Another attempt is made when Stripe has forgotten the key, without a check of its list.',
    edits: [
      edit('refunds/attempt.ts', 'if (request.attempts > 0 || ', 'if ('),
      edit('domain/backoff.ts', 'RETRY_WITHIN = 23 * 3600', 'RETRY_WITHIN = 90 * 3600'),
    ],
  },
  {
    name: 'row_written_twice',
    breaks: 'A webhook writes a row of its own beside the one that is there.',
    edits: [
      edit(
        'ledger/record-refunds.ts',
        'const known = books.row({ store: charge.store, id: refund.id })',
        "const known = recording.learned.foundBy === 'webhook' ? undefined : books.row({ store: charge.store, id: refund.id })",
      ),
      edit('database/migrations/0001_books.ts', 'create unique index one_row_per_refund', 'create index one_row_per_refund'),
    ],
  },
  {
    name: 'early_webhook_own_row',
    breaks: 'A webhook that comes before the answer makes a row that is not the request’s.',
    edits: [
      edit(
        'ledger/add-refund.ts',
        'const named = refund.request === null ? undefined :',
        "const named = refund.request === null || learned.foundBy === 'webhook' ? undefined :",
      ),
    ],
  },
  {
    name: 'rank_ignored',
    breaks: 'News of a refund is taken in whatever order it comes.',
    edits: [edit('domain/refund-statuses.ts', "if (forward < 0) return 'keep'", "if (forward < 0) return 'take'")],
  },
  {
    name: 'release_on_401',
    breaks: 'A 401 counts as Stripe’s word that there is no refund.',
    edits: [edit('domain/stripe-answers.ts', 'new Set([401, 403,', 'new Set([403,')],
  },
  {
    name: 'release_after_unanswered',
    breaks: 'A refusal closes a request of which an earlier attempt went unanswered.',
    edits: [edit('domain/stripe-answers.ts', '!isEarlierUnknown && ', '')],
  },
  {
    name: 'lost_dispute_not_counted',
    breaks: 'What lost disputes took can be refunded once more.',
    edits: [edit('domain/disputes.ts', 'isKept : dispute.lost) ?', 'isKept : false) ?')],
  },
  {
    name: 'ack_before_store',
    breaks: 'Webhooks are answered with 200 whether or not they were stored.',
    edits: [edit('inbox/accept.ts', 'payload: delivery.body })', "payload: delivery.body }).catch(() => 'stored' as const)")],
  },
  {
    name: 'first_page_only',
    breaks: 'Of a list of Stripe’s only the first page is read (a page of one, here).',
    edits: [
      edit(
        'stripe/gateway.ts',
        [
          'of.refunds.all(',
          '        () => stripe.refunds.list({ charge, limit: PAGE_SIZE }, on(account)),',
          '        (value) => parseRefund(value, charge),',
          '        beforeNextPage,',
          '      )',
        ].join('\n'),
        'of.refunds.one(() => stripe.refunds.list({ charge, limit: 1 }, on(account)), ({ data }) => data.map((it) => parseRefund(it, charge)))',
      ),
    ],
  },
  {
    name: 'pending_not_counted',
    breaks: 'Only succeeded refunds count against what can be refunded.',
    edits: [edit('domain/refundable.ts', 'ledger.captured - taken - lost', 'ledger.captured - refunded - lost')],
  },
  {
    name: 'open_requests_not_counted',
    breaks: 'What open requests reserve can be requested once more.',
    edits: [edit('domain/refundable.ts', 'remainingAtStripe - reserved - paidOut', 'remainingAtStripe - paidOut')],
  },
  {
    name: 'failed_still_counted',
    breaks: '`paid` counts refunds that failed.',
    edits: [edit('domain/balance.ts', "'requires_action']\n", "'requires_action', 'failed']\n")],
  },
  {
    name: 'dispute_payload_trusted',
    breaks: 'A dispute is recorded as the event has it, not as Stripe has it.',
    edits: [
      edit('inbox/handlers.ts', 'const dispute = await ctx.gateway.getDispute(origin.account, id)', 'const dispute = parseDispute(object)'),
    ],
  },
  {
    name: 'late_invoice_forgotten',
    breaks: 'Payments that wait for an invoice are not placed when it appears.',
    edits: [edit('ledger/put-invoice.ts', 'const hasMore = await placeWaiting(tx, ctx, invoice)', 'const hasMore = false')],
  },
  {
    name: 'key_not_kept',
    breaks: 'The principal’s idempotency key is not kept with the request.',
    edits: [edit('refunds/reserve.ts', 'const earlier = await takeKey(tx, key, id, asClaimed)', 'const earlier: PaymentId | null = null')],
  },
  {
    name: 'change_not_audited',
    breaks: 'A refund changes its state and the audit log does not say so.',
    edits: [
      edit(
        'ledger/move-refund.ts',
        "  if (!isNews) return { kind: 'same', row: now }\n",
        "  if (!isNews) return { kind: 'same', row: now }\n  if (tx !== undefined) return { kind: 'moved', row: now }\n",
      ),
    ],
  },
  {
    name: 'no_lease',
    breaks: 'Calls to Stripe about one charge may overlap.',
    edits: [edit('sync/queries.ts', "where('lease', 'is', null), ", "where('lease', 'is', null), where('lease', 'is not', null), ")],
  },
  {
    name: 'limit_not_heeded',
    breaks: 'A refund above what a person may refund alone is asked of Stripe at once.',
    edits: [edit('refunds/reserve.ts', 'if (needsApproval)', 'if (needsApproval && charge.captured < 0)')],
  },
  {
    name: 'sums_split',
    breaks: 'Each refund is held against what a person may refund alone by itself, not together with the others of the day.',
    edits: [
      edit(
        'domain/refund-approval.ts',
        'withoutApproval: leftOf(approvalAbove, unapproved)',
        'withoutApproval: leftOf(approvalAbove, unapproved * 0)',
      ),
    ],
  },
  {
    name: 'own_approval',
    breaks: 'Who asked for a refund approves it.',
    edits: [
      edit('domain/refund-approval.ts', "if (actor === requester) return 'own_request'", "if (actor === '') return 'own_request'"),
      edit('database/migrations/0001_books.ts', 'check (decider_id <> actor_id)', "check (decider_id <> '')"),
    ],
  },
  {
    name: 'approval_not_reserved',
    breaks: 'What waits for approval can be refunded by another meanwhile.',
    edits: [edit('database/charge-ledgers.ts', "and state in ('open', 'awaiting_approval')", "and state = 'open'")],
  },
  {
    name: 'late_approval_given_up',
    breaks: 'The time for Stripe’s answer counts from when a refund was asked for, not from its approval.',
    edits: [edit('refunds/queries.ts', "state: 'open', reserved_at: secondsFromStatement(0)", "state: 'open'")],
  },
  {
    name: 'approver_not_named',
    breaks: 'Stripe is not told who approved a refund.',
    edits: [edit('refunds/attempt.ts', '{ via, actor, key, approvedBy }', '{ via, actor, key, approvedBy: null }')],
  },
  {
    name: 'asked_while_waiting',
    breaks: 'Due work asks Stripe for what waits for approval.',
    edits: [
      edit(
        'refunds/reserve.ts',
        "const WAITING = { state: 'awaiting_approval' } as const",
        "const WAITING = { state: 'open', next_attempt_at: secondsFromStatement(0) } as const",
      ),
    ],
  },
]

/** The model on a product with a plant in it. */
export interface PlantedModel {
  readonly databases: typeof databases
  readonly histories: typeof histories
  readonly search: typeof search
}

/** Loads the model and the product again, with this plant in them: copies of their own beside those without it. */
export async function loadPlanted(plant: Plant): Promise<PlantedModel> {
  loadCopies()
  const { name } = plant
  planted.set(name, plant)
  const copy = (file: string): string => new URL(`../model/${file}?${PLANT}=${name}`, import.meta.url).href
  return {
    databases: await import(copy('databases.ts')),
    histories: await import(copy('run-history.ts')),
    search: await import(copy('check-histories.ts')),
  }
}

export function findPlant(name: string): Plant {
  const plant = PLANTS.find((one) => one.name === name)
  if (plant === undefined) throw new Error(`There is no plant ${name}; there are ${PLANTS.map((one) => one.name).join(', ')}.`)
  return plant
}

/** The product as it is, in a copy of its own like any planted one. */
export const NO_PLANT: Plant = { name: 'none', breaks: 'nothing', edits: [] }

const PLANT = 'plant'
const ROOT = new URL('../../', import.meta.url).href
/** Each plant has a copy of the product and of the model; but the process has one PostgreSQL, and one order of its pauses. */
const COPIED = /^(server|test\/model(?!\/(scheduler|time)\.)|test\/support(?!\/postgres\.))\//

const planted = new Map<string, Plant>()
let areHooked = false

/** From here on what a file of a plant's copy imports is of the copy as well. */
function loadCopies(): void {
  if (areHooked) return
  areHooked = true
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context)
      const name = plantOf(context.parentURL)
      if (name === null || plantOf(resolved.url) !== null || !COPIED.test(pathOf(resolved.url))) return resolved
      return { ...resolved, url: `${resolved.url}?${PLANT}=${name}` }
    },
    load(url, context, next) {
      const loaded = next(url, context)
      const edits = (planted.get(plantOf(url) ?? '')?.edits ?? []).filter(({ file }) => file === pathOf(url))
      if (edits.length === 0 || loaded.source == null) return loaded
      return { ...loaded, source: edits.reduce(applied, textOf(loaded.source)) }
    },
  })
}

function plantOf(url = ''): string | null {
  return url.startsWith(ROOT) ? new URL(url).searchParams.get(PLANT) : null
}

/** Where the file is in this project. */
function pathOf(url: string): string {
  return url.startsWith(ROOT) ? (url.slice(ROOT.length).split('?')[0] ?? '') : ''
}

/** Fails where the product no longer holds what the plant replaces. */
export function checkPlant(plant: Plant): void {
  const files = Map.groupBy(plant.edits, ({ file }) => file)
  for (const [file, edits] of files) edits.reduce(applied, readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'))
}

function applied(source: string, { file, find, replace }: Edit): string {
  const parts = source.split(find)
  if (parts.length !== 2)
    throw new Error(`${file} holds ${parts.length - 1} times what is to be replaced (${find}): bring the plant up to date.`)
  return parts.join(replace)
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source)
}

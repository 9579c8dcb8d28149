/** What is not as it should be although the server works: each with what to do, and a gauge of its own. */

export const WARNING_CODES = [
  'attention',
  'clock_off',
  'database_newer',
  'database_restarted',
  'due_work_late',
  'events_dead',
  'live_updates_lost',
  'memory_low',
  'reconciliation_late',
  'refund_unknown',
  'stores_of_other_mode',
  'stripe_slow',
  'stripe_unreachable',
  'webhook_endpoint',
  'webhook_of_other_mode',
  'webhook_of_unknown_account',
  'webhook_signature',
  'webhooks_missing',
] as const
export type WarningCode = (typeof WARNING_CODES)[number]

export interface Warning {
  readonly code: WarningCode
  readonly says: string
  /** What to do about it. */
  readonly remedy: string
}

/** A warning as one sentence. */
export function sentenceOf({ says, remedy }: Pick<Warning, 'says' | 'remedy'>): string {
  return `${says}: ${remedy}.`
}

/** What the database shows. Durations are in seconds, null where there is no such thing. */
export interface Lags {
  /** For how long the oldest due work has been due. */
  readonly dueFor: number | null
  /** How old the oldest open refund request is that was attempted. */
  readonly refundOpenFor: number | null
  /** How long ago the oldest event came that is not applied yet. */
  readonly eventWaitsFor: number | null
  /** How long ago the store that waits for longest was reconciled to the end, or made. */
  readonly reconciledBefore: number | null
  /** Since Stripe's newest webhook. */
  readonly webhookBefore: number | null
  /** Since a reconciliation last found what no webhook had brought. */
  readonly missedBefore: number | null
  readonly deadEvents: number
  readonly attentionItems: number
  /** Migrations of a newer version that have run. */
  readonly unknownMigrations: readonly string[]
  /** For how long PostgreSQL has run; another one after a failover. */
  readonly databaseUpFor: number
  /** For how long this server has. */
  readonly serverUpFor: number
  /** Whose mode, live or test, is not the key's. */
  readonly storesOfOtherMode: readonly string[]
}

/** What this process has seen lately. */
export interface Signs {
  readonly webhooks: Readonly<Record<'wrongSignature' | 'otherMode' | 'unknownAccount', number>>
  readonly stripe: { readonly calls: number; readonly failed: number; readonly lastFailure: string | null; readonly median: number | null }
  /** How far this machine's clock is ahead of Stripe's, in seconds. */
  readonly clockAhead: number | null
  readonly isHeard: boolean | null
  /** How much of the memory that it may use the process uses, 0 to 1. */
  readonly memory: number
  /** What is wrong with the webhook endpoints at Stripe. */
  readonly endpoints: readonly Pick<Warning, 'says' | 'remedy'>[]
}

const HOUR = 3600

/** Beyond these something is wrong, in seconds. */
const LATE = { due: 60, refund: 15 * 60, reconciliation: 3 * HOUR, webhook: HOUR, clock: 60, stripe: 3, restart: 10 * 60 }
const MEMORY_LOW = 0.9

export function warningsOfLags(lags: Lags): Warning[] {
  const { dueFor, refundOpenFor, reconciledBefore, webhookBefore, missedBefore, deadEvents, attentionItems, unknownMigrations } = lags
  const { databaseUpFor, serverUpFor, storesOfOtherMode } = lags
  const isMissed = missedBefore !== null && (webhookBefore === null || webhookBefore - missedBefore > LATE.webhook)
  const newest = webhookBefore === null ? 'No webhook has come yet' : `The last webhook came ${duration(webhookBefore)} ago`
  return [
    ...warn(attentionItems > 0, 'attention', {
      says: `${counted(attentionItems, 'thing needs', 'things need')} a person`,
      remedy: 'say `attention list`, which has the remedy of each',
    }),
    ...warn(unknownMigrations.length > 0, 'database_newer', {
      says: `A newer version has changed the database (${unknownMigrations.join(', ')})`,
      remedy: 'replace this server by it; until then this one goes on',
    }),
    ...warn(databaseUpFor < LATE.restart && databaseUpFor < serverUpFor, 'database_restarted', {
      says: `PostgreSQL was started anew, or failed over, ${duration(databaseUpFor)} ago`,
      remedy: 'see its log for why; what was acknowledged is there, and refunds were compared with Stripe’s',
    }),
    ...warn(storesOfOtherMode.length > 0, 'stores_of_other_mode', {
      says: `STRIPE_SECRET_KEY is of the other mode, live or test, than ${storesOfOtherMode.join(', ')}`,
      remedy: 'set the key of their mode, or DATABASE_URL to the database of this mode',
    }),
    ...warn((dueFor ?? 0) > LATE.due, 'due_work_late', {
      says: `Work has been due for ${duration(dueFor)}`,
      remedy: 'see in the log what fails; where the servers are busy, start more of them',
    }),
    ...warn(deadEvents > 0, 'events_dead', {
      says: `${counted(deadEvents, 'event', 'events')} can’t be applied`,
      remedy: 'say `events list`, and `events replay` once the cause is mended',
    }),
    ...warn((refundOpenFor ?? 0) > LATE.refund, 'refund_unknown', {
      says: `What became of a refund has been unknown for ${duration(refundOpenFor)}`,
      remedy: 'see that Stripe answers; it is retried by itself, and never paid twice',
    }),
    ...warn((reconciledBefore ?? 0) > LATE.reconciliation, 'reconciliation_late', {
      says: `A store was last reconciled ${duration(reconciledBefore)} ago`,
      remedy: 'see in the log why, or say `reconcile`',
    }),
    ...warn(isMissed, 'webhooks_missing', {
      says: `${newest}, and reconciliation has found at Stripe what none brought`,
      remedy: 'check the endpoint under Developers → Webhooks in Stripe’s dashboard, and that it reaches /stripe/webhooks',
    }),
  ]
}

export function warningsOfSigns({ webhooks, stripe, clockAhead, isHeard, memory, endpoints }: Signs): Warning[] {
  const isFailing = stripe.failed > 0 && stripe.failed * 2 >= stripe.calls
  const ahead = clockAhead ?? 0
  return [
    ...warn(Math.abs(ahead) > LATE.clock, 'clock_off', {
      says: `This machine’s clock is ${duration(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} Stripe’s`,
      remedy: 'set it by NTP: webhooks are refused when it is five minutes',
    }),
    ...warn(isHeard === false, 'live_updates_lost', {
      says: 'Notifications of the database are not heard, as behind a pooler that shares connections; tabs are read once a second instead',
      remedy: 'let DATABASE_URL lead to PostgreSQL itself or to a session pool',
    }),
    ...warn(memory > MEMORY_LOW, 'memory_low', {
      says: `The process uses ${Math.round(memory * 100)} % of the memory it may use`,
      remedy: 'give it more (NODE_OPTIONS=--max-old-space-size=…), or start more servers',
    }),
    ...warn(isFailing, 'stripe_unreachable', {
      says: `${stripe.failed} of ${counted(stripe.calls, 'call', 'calls')} to Stripe failed in the last five minutes, the last by ${stripe.lastFailure ?? ''}`,
      remedy: REMEDIES[stripe.lastFailure ?? ''] ?? 'check status.stripe.com, the network and STRIPE_API_URL; refunds wait and are retried',
    }),
    ...warn(!isFailing && (stripe.median ?? 0) > LATE.stripe, 'stripe_slow', {
      says: `Stripe takes ${duration(stripe.median)} to answer`,
      remedy: 'check status.stripe.com and the network; refunds may be shown as “Checking with Stripe…” meanwhile',
    }),
    ...endpoints.map((problem): Warning => ({ code: 'webhook_endpoint', ...problem })),
    ...warn(webhooks.wrongSignature > 0, 'webhook_signature', {
      says: `${counted(webhooks.wrongSignature, 'webhook', 'webhooks')} came whose signature none of STRIPE_WEBHOOK_SECRET made`,
      remedy: 'set it to the signing secret of the endpoint in Stripe’s dashboard',
    }),
    ...warn(webhooks.otherMode > 0, 'webhook_of_other_mode', {
      says: 'Webhooks of the other mode, live or test, come and are ignored',
      remedy: 'let only the endpoint of this key’s mode lead here, or set the key of the other mode',
    }),
    ...warn(webhooks.unknownAccount > 0, 'webhook_of_unknown_account', {
      says: 'Webhooks come of an account that no store has',
      remedy: 'add its store with `store add <store> --account <account>`, or end its connection',
    }),
  ]
}

/** What to do where the last failure says it. */
const REMEDIES: Readonly<Record<string, string>> = {
  '401': 'set STRIPE_SECRET_KEY to a valid key and restart; refunds go on by themselves',
  '403': 'say `doctor`, which names the rights that the key lacks, and add them in Stripe’s dashboard',
  '429': 'ask less of this Stripe account from elsewhere; what waits is retried by itself',
}

function warn(isSo: boolean, code: WarningCode, words: Pick<Warning, 'says' | 'remedy'>): Warning[] {
  return isSo ? [{ code, ...words }] : []
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}

/** Roughly, in the largest unit that fits. */
export function duration(seconds: number | null): string {
  const value = seconds ?? 0
  for (const [name, length] of [
    ['day', 24 * HOUR],
    ['hour', HOUR],
    ['minute', 60],
  ] as const)
    if (value >= length * 2 || (value >= length && length > 60)) return counted(Math.floor(value / length), name, `${name}s`)
  return counted(Math.round(value), 'second', 'seconds')
}

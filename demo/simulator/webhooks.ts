import { isSentIn } from './api-versions.ts'
import type { Faults } from './faults.ts'
import type { RetryPace } from './retry-pace.ts'
import type { Account, Event } from './state.ts'
import { createWebhookSender, type WebhookEndpoint } from './webhook-sender.ts'

export type { WebhookEndpoint } from './webhook-sender.ts'

/** One event on its way to one endpoint; gone once delivered. `endpoint` is its place in the list, so that a server may move. */
export interface Delivery {
  readonly id: string
  readonly account: string
  readonly event: string
  readonly endpoint: number
  /** Unix milliseconds. */
  readonly since: number
  status: 'pending' | 'dropped' | 'given_up'
  attempts: number
  /** When it is sent next while it is pending, in Unix milliseconds of the simulator's clock. */
  nextAt: number
  lastError: string | null
}

export interface Webhooks {
  announce(account: Account, event: Event): number
  setEndpoints(endpoints: readonly WebhookEndpoint[]): void
  endpoints(): readonly WebhookEndpoint[]
  /** Sends an event again now, dropped ones too; one status per endpoint, null where there was no answer. */
  redeliver(account: Account, event: Event): Promise<(number | null)[]>
  /** Sends all that waits, now instead of at its time; resolves when each was tried once. */
  flush(): Promise<void>
  /** Sends what waits and whose time has come by the clock, which may run otherwise than real time; gives up what is over. */
  sendDue(): Promise<void>
  /** Gives up what is under way; it stays undelivered. */
  stop(): void
  /** Takes up again what a snapshot says was under way. */
  resume(): void
  counts(): { pending: number; underWay: number; dropped: number; givenUp: number; delivered: number }
}

interface Parts {
  readonly clock: () => Date
  readonly random: () => number
  readonly ids: (prefix: string) => string
  readonly faults: Faults
  readonly accounts: ReadonlyMap<string, Account>
  readonly deliveries: Map<string, Delivery>
  readonly later: (delayMs: number, task: () => void) => void
  readonly changed: () => void
  readonly pace: RetryPace
}

/** How far apart `shuffle` may throw two events, in milliseconds. */
const shuffleMs = 150

/** Sends events to the webhook endpoints, signed, as often as it takes, in no promised order. */
export function createWebhooks(parts: Parts, given: readonly WebhookEndpoint[]): Webhooks {
  const { clock, random, faults, deliveries, later, changed, pace } = parts
  const stopping = new AbortController()
  const sender = createWebhookSender(clock, stopping.signal)
  const underWay = new Set<Delivery>()
  const waiting = new Set<Delivery>()
  let delivered = 0
  let endpoints = given

  async function attempt(delivery: Delivery): Promise<void> {
    const account = parts.accounts.get(delivery.account)
    const event = account?.events.get(delivery.event)
    const endpoint = endpoints[delivery.endpoint]
    if (underWay.has(delivery) || deliveries.get(delivery.id) !== delivery || account === undefined || event === undefined) return
    if (isOver(delivery, clock().getTime())) return giveUp(delivery)
    underWay.add(delivery)
    delivery.attempts += 1
    try {
      if (endpoint === undefined) throw new Error('no such webhook endpoint')
      const status = await sender.post(account, event, endpoint)
      if (status < 200 || status > 299) throw new Error(`answered ${status}`)
      succeeded(delivery, event)
    } catch (error) {
      failed(delivery, error)
    } finally {
      underWay.delete(delivery)
      changed()
    }
  }

  function succeeded(delivery: Delivery, event: Event): void {
    if (!deliveries.delete(delivery.id)) return
    delivered += 1
    event.pending_webhooks = Math.max(0, event.pending_webhooks - 1)
  }

  function failed(delivery: Delivery, error: unknown): void {
    delivery.lastError = error instanceof Error ? error.message : String(error)
    const wait = Math.min(pace.maxMs, pace.firstMs * pace.factor ** (delivery.attempts - 1))
    if (isOver(delivery, clock().getTime() + wait)) return giveUp(delivery)
    attemptLater(delivery, wait)
  }

  const isOver = ({ since }: Delivery, at: number): boolean => at - since >= pace.giveUpMs

  function giveUp(delivery: Delivery): void {
    delivery.status = 'given_up'
    changed()
  }

  function attemptLater(delivery: Delivery, wait: number): void {
    delivery.nextAt = clock().getTime() + wait
    if (waiting.has(delivery)) return
    waiting.add(delivery)
    later(wait, () => {
      waiting.delete(delivery)
      void attempt(delivery)
    })
  }

  function schedule(delivery: Delivery): void {
    const settings = faults.current().webhooks ?? {}
    if (faults.chance(settings.drop)) {
      delivery.status = 'dropped'
      return
    }
    const copies = faults.chance(settings.duplicate) ? 2 : 1
    const wait = (settings.delayMs ?? 0) + (faults.chance(settings.shuffle) ? Math.floor(random() * shuffleMs) : 0)
    attemptLater(delivery, wait)
    if (copies === 2) later(wait, () => void sendCopy(delivery))
  }

  async function sendCopy(delivery: Delivery): Promise<void> {
    const account = parts.accounts.get(delivery.account)
    const event = account?.events.get(delivery.event)
    const endpoint = endpoints[delivery.endpoint]
    if (account === undefined || event === undefined || endpoint === undefined) return
    await sender.post(account, event, endpoint).catch(() => undefined)
  }

  const pending = (): Delivery[] => [...deliveries.values()].filter(({ status }) => status === 'pending')

  return {
    announce(account, event) {
      const wanting = endpoints.flatMap((endpoint, place) => (wants(endpoint, event) ? [place] : []))
      for (const endpoint of wanting) {
        const delivery: Delivery = {
          id: parts.ids('whd'),
          account: account.id,
          event: event.id,
          endpoint,
          since: clock().getTime(),
          status: 'pending',
          attempts: 0,
          nextAt: clock().getTime(),
          lastError: null,
        }
        deliveries.set(delivery.id, delivery)
        schedule(delivery)
      }
      return wanting.length
    },
    setEndpoints(next) {
      endpoints = next
    },
    endpoints: () => endpoints,
    async redeliver(account, event) {
      return Promise.all(
        endpoints.map(async (endpoint, place) => {
          const status = await sender.post(account, event, endpoint).catch(() => null)
          const waiting = [...deliveries.values()].find(
            (one) => one.event === event.id && one.account === account.id && one.endpoint === place,
          )
          if (status !== null && status >= 200 && status <= 299 && waiting !== undefined) succeeded(waiting, event)
          changed()
          return status
        }),
      )
    },
    async flush() {
      await Promise.all(pending().map(attempt))
    },
    async sendDue() {
      const now = clock().getTime()
      await Promise.all(
        pending()
          .filter((delivery) => delivery.nextAt <= now || isOver(delivery, now))
          .map(attempt),
      )
    },
    stop() {
      stopping.abort()
    },
    resume() {
      for (const delivery of pending()) attemptLater(delivery, 0)
    },
    counts() {
      const all = [...deliveries.values()]
      const count = (status: Delivery['status']): number => all.filter((delivery) => delivery.status === status).length
      return {
        pending: count('pending'),
        underWay: sender.count(),
        dropped: count('dropped'),
        givenUp: count('given_up'),
        delivered,
      }
    },
  }
}

function wants({ events, apiVersion }: WebhookEndpoint, event: Event): boolean {
  return (events === undefined || events.includes(event.type)) && (apiVersion === undefined || isSentIn(apiVersion, event))
}

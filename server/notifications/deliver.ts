import { openAttention } from '../attention/queries.ts'
import type { Ctx } from '../context/ctx.ts'
import { transaction } from '../database/transactions.ts'
import { deliveryRetryDelay, endpointRest, GIVEN_UP_AFTER } from '../domain/notifications.ts'
import { bodyOf } from './body.ts'
import { post } from './post.ts'
import { countFailure, giveBack, giveUp, giveUpOld, handOn, putOff, restEndpoint, type Delivery } from './queries.ts'
import { signed } from './secrets.ts'

/** Notifications of one invoice sent one after another, before others have their turn. */
const MOST = 20

/**
 * Sends a notification that was taken, and then those that follow it to the same endpoint about the same invoice, each once the one
 * before was delivered. What is not delivered is due again later, and given up after some days.
 */
export async function deliver(ctx: Ctx, first: Delivery, stopping: AbortSignal): Promise<void> {
  let delivery: Delivery | undefined = first
  for (let sent = 0; delivery !== undefined; sent += 1) {
    if (sent === MOST || stopping.aborted) return giveBack(ctx.db, delivery)
    const body = written(ctx, delivery)
    if (body === null) return giveUpOne(ctx, delivery)
    const because = await send(ctx, delivery, body)
    if (because !== null) return noteFailure(ctx, delivery, because)
    delivery = await handOn(ctx.db, delivery)
  }
}

/** Null where what is stored can’t be told, which is a mistake of ours and not the endpoint’s. */
function written({ log }: Ctx, delivery: Delivery): string | null {
  try {
    return JSON.stringify(bodyOf(delivery))
  } catch (error) {
    log.error({ error, notification: delivery.id, type: delivery.type }, 'A notification can’t be written; it is given up.')
    return null
  }
}

async function send({ clock, settings }: Ctx, { id, url, secret, old_secret }: Delivery, body: string): Promise<string | null> {
  const secrets = old_secret === null ? [secret] : [secret, old_secret]
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'JewelTrak-Payments',
    ...signed(`msg_${id}`, clock(), body, secrets),
  }
  return post({ url, headers, body, allowPrivate: settings.allowPrivateEndpoints })
}

async function giveUpOne(ctx: Ctx, delivery: Delivery): Promise<void> {
  await transaction(ctx, async (tx) => {
    await giveUp(tx, delivery, 'it can’t be written')
    await openAttention(tx, { store: delivery.store, code: 'notifications_dead', event: delivery.endpoint })
  })
}

async function noteFailure(ctx: Ctx, delivery: Delivery, because: string): Promise<void> {
  const { id, store, endpoint, attempts, age } = delivery
  ctx.log.warn({ notification: id, endpoint, store, because, attempts }, 'A notification was not delivered; it is tried again.')
  await transaction(ctx, async (tx) => {
    await putOff(tx, delivery, deliveryRetryDelay(attempts), because)
    const rest = endpointRest(await countFailure(tx, endpoint))
    if (rest > 0) await restEndpoint(tx, endpoint, rest)
    if (age >= GIVEN_UP_AFTER && (await giveUpOld(tx, endpoint)) > 0)
      await openAttention(tx, { store, code: 'notifications_dead', event: endpoint })
  })
}

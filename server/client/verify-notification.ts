/** Whether what came to an endpoint of the host's is a notification of ours: Standard Webhooks. */
import { Webhook } from 'standardwebhooks'
import * as z from 'zod/mini'
import { isNotificationType, NOTIFICATIONS, type Notification } from '../contract/notifications.ts'

/** It is not from the payments server, was changed on its way, or is older than five minutes: answer 400. */
export class NotificationError extends Error {
  override readonly name = 'NotificationError'
}

export interface ReceivedNotification {
  /** The body as it came, before any parser: the signature is of its bytes. */
  readonly body: string | Uint8Array
  /** Its headers: a fetch `Headers`, or Node's. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>
  /** The endpoint's secret, or several while one replaces another. */
  readonly secret: string | readonly string[]
}

export interface VerifiedNotification {
  /** The same however often it is sent: whoever did something about it once keeps this id and does nothing about it again. */
  readonly id: string
  /** Null for a type that this version does not know: answer 2xx all the same, or it is sent again. */
  readonly notification: Notification | null
}

/** Throws {@link NotificationError}. */
export function verifyNotification({ body, headers, secret }: ReceivedNotification): VerifiedNotification {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  const signed = { 'webhook-id': '', 'webhook-timestamp': '', 'webhook-signature': '' }
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const) signed[name] = headerOf(headers, name)
  const secrets = typeof secret === 'string' ? [secret] : secret
  if (!secrets.some((one) => isSignedWith(one, text, signed)))
    throw new NotificationError('The signature is not one of this endpoint’s, or is too old.')
  return { id: signed['webhook-id'], notification: notificationIn(text) }
}

function headerOf(headers: ReceivedNotification['headers'], name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name]
  return typeof value === 'string' ? value : ''
}

function isSignedWith(secret: string, body: string, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(body, headers, { jsonParse: false })
    return true
  } catch {
    return false
  }
}

const Typed = z.looseObject({ type: z.string() })

function notificationIn(body: string): Notification | null {
  const typed = Typed.parse(JSON.parse(body))
  return isNotificationType(typed.type) ? NOTIFICATIONS[typed.type].parse(typed) : null
}

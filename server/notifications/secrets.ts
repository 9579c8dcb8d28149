/** The secrets that notifications are signed with: Standard Webhooks, `whsec_` and 32 random bytes. */
import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'

export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

/** What a request carries so that who has any of `secrets` can tell that it is ours, and new. */
export function signed(id: string, at: Date, body: string, secrets: readonly string[]): Readonly<Record<string, string>> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  }
}

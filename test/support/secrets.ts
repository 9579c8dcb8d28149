/** What must never be in a log: keys, tokens, signatures, and who the customers are. */
import assert from 'node:assert/strict'
import { API_KEY, WEBHOOK_SECRET } from './server.ts'
import type { HttpShop } from './shop.ts'

/** Shapes of what the server hands out or is handed, whatever its value. */
const SHAPES = [/jtk_[\w-]{20,}/, /\beyJ[\w-]+\.[\w-]+/, /v1=[0-9a-f]{16,}/, /sk_(test|live)_\w+/, /Bearer /]

/** Fails where a line that the server logged holds one of `secrets`, a key, a token or a signature. */
export function assertNothingSecretLogged({ logged }: HttpShop, ...secrets: readonly string[]): void {
  assert.ok(logged.length > 0, 'The server logged nothing at all.')
  for (const line of logged) {
    for (const secret of [API_KEY, WEBHOOK_SECRET, ...secrets]) assert.ok(!line.includes(secret), `${secret} stands in the log: ${line}`)
    for (const shape of SHAPES) assert.doesNotMatch(line, shape)
  }
}

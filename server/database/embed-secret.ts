import { randomBytes } from 'node:crypto'
import type { Database } from './connection.ts'

/** The secret that signs embed sessions: made once and kept, so that every server on this database shares it. */
export async function keptEmbedSecret(db: Database): Promise<string> {
  await db
    .insertInto('settings')
    .values({ name: 'embed_secret', value: randomBytes(32).toString('base64url') })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const { value } = await db.selectFrom('settings').select('value').where('name', '=', 'embed_secret').executeTakeFirstOrThrow()
  return value
}

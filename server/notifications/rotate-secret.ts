import { ApiError } from '../context/errors.ts'
import type { Ctx } from '../context/ctx.ts'
import { replaceSecret } from './queries.ts'
import { newSecret } from './secrets.ts'

/** Gives the endpoint a new secret, which is shown once; both sign for `overlap` seconds. Refused with not_found. */
export async function rotateSecret({ db }: Pick<Ctx, 'db'>, id: string, overlap: number): Promise<string> {
  const secret = newSecret()
  if (!(await replaceSecret(db, id, secret, overlap))) throw new ApiError('not_found', `There is no endpoint ${id}.`)
  return secret
}

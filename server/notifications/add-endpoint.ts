import { randomUUID } from 'node:crypto'
import { isIP } from 'node:net'
import type { StoreId } from '../contract/ids.ts'
import { ApiError } from '../context/errors.ts'
import type { Ctx } from '../context/ctx.ts'
import { isPrivate } from './private-addresses.ts'
import { insertEndpoint } from './queries.ts'
import { newSecret } from './secrets.ts'

export interface AddedEndpoint {
  readonly id: string
  /** Shown once to whoever adds it. */
  readonly secret: string
}

/** Has the store's changes told to `url` from now on. Refused with invalid_request where that can be no endpoint, or is one already. */
export async function addEndpoint({ db }: Pick<Ctx, 'db'>, store: StoreId, url: string, allowPrivate: boolean): Promise<AddedEndpoint> {
  const wrong = wrongWith(url, allowPrivate)
  if (wrong !== null) throw new ApiError('invalid_request', wrong)
  const endpoint = { id: `ep_${randomUUID().replaceAll('-', '')}`, secret: newSecret() }
  const isNew = await insertEndpoint(db, { ...endpoint, store, url: new URL(url).href })
  if (!isNew) throw new ApiError('invalid_request', 'The store has an endpoint of this address already.')
  return endpoint
}

/** What an address is wrong for as an endpoint, in words; what its name stands for is checked whenever something is sent. */
function wrongWith(url: string, allowPrivate: boolean): string | null {
  if (!URL.canParse(url)) return 'An endpoint is an address such as https://shop.example/payments-events.'
  const { protocol, hostname, username, password, hash } = new URL(url)
  if (protocol !== 'https:' && !(allowPrivate && protocol === 'http:')) return 'An endpoint has to be https.'
  if (username !== '' || password !== '' || hash !== '') return 'An endpoint’s address holds no password and no #.'
  const host = hostname.replace(/^\[|\]$/g, '')
  const isOwn = host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && isPrivate(host))
  return isOwn && !allowPrivate ? 'The address is private: set ALLOW_PRIVATE_ENDPOINTS=true where that is meant.' : null
}

import type { StoreId } from '../contract/ids.ts'
import type { Ctx } from '../context/ctx.ts'
import { readEndpoints, type ListedEndpoint } from './queries.ts'

/** The endpoints of a store, or of all, with how much each is still to be told. */
export function listEndpoints({ db }: Pick<Ctx, 'db'>, store: StoreId | null): Promise<readonly ListedEndpoint[]> {
  return readEndpoints(db, store)
}

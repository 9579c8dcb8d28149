import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { Permission, Via } from '../contract/fields.ts'
import type { Permissions } from '../contract/tab.ts'

/** Who calls, and whether they are still there. */
export type Principal = Who & {
  /** Aborted once the caller is gone: nobody waits for the answer any more. */
  readonly gone?: AbortSignal
}

/** The host by its API key, or a person through the widget by an embed session. */
type Who =
  | { readonly kind: 'host'; readonly store: StoreId }
  | {
      readonly kind: 'widget'
      readonly store: StoreId
      /** Null: the desk of the whole store, and no invoice of it. */
      readonly invoice: InvoiceId | null
      readonly actor: { readonly id: string; readonly name: string }
      readonly permissions: readonly Permission[]
      /** The most this actor may refund on this invoice within 24 hours, in minor units. */
      readonly maxRefund: number | null
    }

/** The caller is gone, and nothing was done. */
export class CallerGone extends Error {
  override readonly name = 'CallerGone'
}

/**
 * Throws {@link CallerGone} where the caller is: for the last moment before anything is written. Who was kept
 * waiting and gave up sends the request again, and would be served twice. What is written by then goes on.
 */
export function dropIfGone({ gone }: Principal): void {
  if (gone?.aborted === true) throw new CallerGone('The caller is gone.')
}

/** The actor as it is written into rows and audit entries. */
export interface ActorColumns {
  readonly actor_id: string
  readonly actor_name: string | null
  readonly via: Via
}

export function actorOf(principal: Principal): ActorColumns {
  return principal.kind === 'host'
    ? { actor_id: 'host', actor_name: null, via: 'host' }
    : { actor_id: principal.actor.id, actor_name: principal.actor.name, via: 'widget' }
}

/** The host may do everything; a person what the session names. */
export function permissionsOf(principal: Principal): Permissions {
  const may = (permission: Permission): boolean => principal.kind === 'host' || principal.permissions.includes(permission)
  return { refund: may('refund'), record: may('record'), remove: may('remove'), audit: may('audit') }
}

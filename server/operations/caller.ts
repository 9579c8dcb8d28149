import type { Permission, Via } from '../contract/fields.ts'
import type { Permissions } from '../contract/tab.ts'

/** Who calls: the host by its API key, or a person through the widget by an embed session. */
export type Caller =
  | { readonly kind: 'host'; readonly store: string }
  | {
      readonly kind: 'widget'
      readonly store: string
      readonly invoice: string
      readonly actor: { readonly id: string; readonly name: string }
      readonly permissions: readonly Permission[]
      /** The most this actor may refund on this invoice within 24 hours, in minor units. */
      readonly maxRefund: number | null
    }

/** The actor as it is written into rows and audit entries. */
export interface ActorColumns {
  readonly actor_id: string
  readonly actor_name: string | null
  readonly via: Via
}

export function actorOf(caller: Caller): ActorColumns {
  return caller.kind === 'host'
    ? { actor_id: 'host', actor_name: null, via: 'host' }
    : { actor_id: caller.actor.id, actor_name: caller.actor.name, via: 'widget' }
}

/** The host may do everything; a person what the session names. */
export function permissionsOf(caller: Caller): Permissions {
  const may = (permission: Permission): boolean => caller.kind === 'host' || caller.permissions.includes(permission)
  return { refund: may('refund'), record: may('record'), remove: may('remove') }
}

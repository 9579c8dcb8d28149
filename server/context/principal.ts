import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { Permission, Via } from '../contract/fields.ts'
import type { Permissions } from '../contract/tab.ts'
import type { MoneyOutLimits } from '../domain/refund-approval.ts'

/** Who calls, and whether they are still there. */
export type Principal = (HostPrincipal | Person) & {
  /** Aborted once the caller is gone: nobody waits for the answer any more. */
  readonly gone?: AbortSignal
}

/** The host by its API key. */
interface HostPrincipal {
  readonly kind: 'host'
  readonly store: StoreId
}

/** A person through the widget, by an embed session. The limits are in minor units, and of this invoice. */
interface Person extends MoneyOutLimits {
  readonly kind: 'widget'
  readonly store: StoreId
  /** Null: the desk of the whole store, and no invoice of it. */
  readonly invoice: InvoiceId | null
  readonly actor: { readonly id: string; readonly name: string }
  readonly permissions: readonly Permission[]
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
  return { refund: may('refund'), record: may('record'), remove: may('remove'), audit: may('audit'), approve: may('approve') }
}

/** Whether the session limits what its actor may give back; the host’s API key never does. */
export function isLimited(principal: Principal): principal is Person {
  return principal.kind === 'widget' && (principal.maxRefund !== null || principal.approvalAbove !== null)
}

const NO_LIMITS: MoneyOutLimits = { maxRefund: null, approvalAbove: null }

export function limitsOf(principal: Principal): MoneyOutLimits {
  return principal.kind === 'host' ? NO_LIMITS : principal
}

/** What a person is shown depends on: what they may do, and what they asked for themselves. */
export interface Reader {
  readonly permissions: Permissions
  /** The id of the person; null for the host. */
  readonly actor: string | null
}

export function readerOf(principal: Principal): Reader {
  return { permissions: permissionsOf(principal), actor: principal.kind === 'host' ? null : principal.actor.id }
}

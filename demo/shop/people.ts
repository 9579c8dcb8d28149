/** Who works at the shop, and what each may do. */
import type { Permission } from '../../server/contract/fields.ts'

export interface Employee {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly permissions: readonly Permission[]
  /** The most that they may refund on an invoice in 24 hours, in minor units; null is no limit. */
  readonly maxRefund: number | null
  /** What they may give back on an invoice in 24 hours without a second person, in minor units; null is no limit. */
  readonly approvalAbove: number | null
}

export const EMPLOYEES = [
  {
    id: 'maya',
    name: 'Maya Ortiz',
    role: 'Store manager',
    permissions: ['refund', 'record', 'remove', 'approve'],
    maxRefund: null,
    approvalAbove: null,
  },
  {
    id: 'theo',
    name: 'Theo Lindqvist',
    role: 'Sales, refunds up to 100',
    permissions: ['refund', 'record'],
    maxRefund: 100_00,
    approvalAbove: null,
  },
  {
    id: 'noor',
    name: 'Noor Haddad',
    role: 'Sales, above 100 with a second person',
    permissions: ['refund', 'record'],
    maxRefund: null,
    approvalAbove: 100_00,
  },
  { id: 'ruth', name: 'Ruth Adeyemi', role: 'Bench jeweler, views only', permissions: [], maxRefund: null, approvalAbove: null },
] as const satisfies readonly Employee[]

export function employee(id: string | null): Employee {
  return EMPLOYEES.find((one) => one.id === id) ?? EMPLOYEES[0]
}

import { CALLS, type Call } from '../../contract/calls.ts'

export const TAGS = [
  { name: 'Invoices', description: 'Invoices, their payments, and what was done to them.' },
  { name: 'Refunds', description: 'Money back, through Stripe.' },
  { name: 'Sessions', description: 'The right of a person to see one invoice, or the store’s desk.' },
  { name: 'Attention', description: 'What needs a person.' },
  { name: 'Stripe', description: 'What Stripe calls.' },
  { name: 'Operation', description: 'For whoever runs the server.' },
] as const

export type Tag = (typeof TAGS)[number]['name']

export function tagOf(call: Call): Tag {
  if (call.by === 'operator') return 'Operation'
  if (call.by === 'stripe') return 'Stripe'
  if (call.path === CALLS.createEmbedSession.path) return 'Sessions'
  if (call.path === CALLS.requestRefund.path) return 'Refunds'
  return call.by === 'desk' || call.path.startsWith(CALLS.listAttention.path) ? 'Attention' : 'Invoices'
}

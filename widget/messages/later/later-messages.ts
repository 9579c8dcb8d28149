import type { EvidenceMessages } from '../../disputes/evidence/messages.ts'
import type { ThreadMessages } from '../../thread/messages.ts'
import type { TraceMessages } from '../../trace/messages.ts'

/**
 * What is said only once it is asked for. In English it is loaded with what says it; the other languages bring it along, and a host
 * that brings its own may leave it out.
 */
export interface LaterMessages {
  readonly thread: ThreadMessages
  readonly trace: TraceMessages
  readonly evidence: EvidenceMessages
}

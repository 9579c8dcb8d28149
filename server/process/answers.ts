import type { Server, ServerResponse } from 'node:http'
import { once } from 'node:events'
import { createUnderWay } from '../context/under-way.ts'

/** The answers that a server is giving right now. */
export interface Answers {
  /** From now on each says `Connection: close`, unless its headers are sent already. */
  closeConnections(): void
  /** Resolves once all that are given have reached their callers, or these have gone. */
  given(): Promise<void>
}

export function followAnswers(server: Server): Answers {
  const open = new Set<ServerResponse>()
  const underWay = createUnderWay()
  let closes = false

  const closeConnection = (response: ServerResponse): void => {
    if (!response.headersSent) response.setHeader('Connection', 'close')
  }
  // First of all listeners: what answers at once has its header by then.
  server.prependListener('request', (_request, response) => {
    open.add(response)
    void underWay.add(once(response, 'close').finally(() => open.delete(response)))
    if (closes) closeConnection(response)
  })

  return {
    closeConnections() {
      closes = true
      open.forEach(closeConnection)
    },
    given: underWay.finished,
  }
}

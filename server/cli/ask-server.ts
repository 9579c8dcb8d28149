import * as z from 'zod/mini'
import type { Config } from '../setup/config.ts'
import { findingsAbout, type Finding } from '../health/doctor/finding.ts'

const Readiness = z.object({ ready: z.boolean(), because: z.optional(z.string()), warnings: z.optional(z.array(z.string())) })

/** Milliseconds for a running server to say how it is. */
const MAX_WAIT = 4_000

/** What the server that is configured says of itself, where one runs on this machine. */
export async function askServer({ host, port, metricsPort }: Pick<Config, 'host' | 'port' | 'metricsPort'>): Promise<Finding[]> {
  const { well, look, mend } = findingsAbout('Server')
  const address = `http://${isAny(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${metricsPort ?? port}`
  try {
    const answer = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(MAX_WAIT) })
    const { ready, because, warnings = [] } = Readiness.parse(await answer.json())
    if (!ready) return [mend(`the one at ${address} is not ready`, because ?? 'see its log')]
    return [
      well(`the one at ${address} is ready`),
      ...warnings.map((warning) => mend('the running server warns', warning.replace(/\.$/, ''))),
    ]
  } catch {
    return [look(`none answers at ${address}`, 'nothing, unless one should be running here with this HOST and PORT')]
  }
}

/** An address that stands for every one of this machine. */
function isAny(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/** What is measured runs in processes of its own, which tell their CPU time, memory and statements. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import * as z from 'zod/mini'

const Usage = z.object({ cpu: z.number(), rss: z.number(), statements: z.number() })
/** CPU in milliseconds, memory in megabytes, and statements sent to PostgreSQL, since it started. */
export type Usage = z.infer<typeof Usage>

const Ready = z.object({ url: z.string() })

export interface Measured extends AsyncDisposable {
  readonly url: string
  usage(): Promise<Usage>
}

/** Starts `file` of this folder with these settings; resolves once it serves. */
export async function startMeasured(file: string, settings: Readonly<Record<string, string>>): Promise<Measured> {
  const child = fork(join(import.meta.dirname, file), {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { url } = Ready.parse(await answerOf(child))
  return {
    url,
    async usage() {
      const answer = answerOf(child)
      child.send('usage')
      return Usage.parse(await answer)
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.send('stop')
      await ended
    },
  }
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('The measured process ended.')))
  failed.catch(() => {})
  const [message]: unknown[] = await Promise.race([once(child, 'message'), failed])
  return message
}

/** What may happen to servers, to PostgreSQL and on the line, each by its name. */
import { spawn } from 'node:child_process'
import { appendFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pause } from '../people.ts'
import type { Fault, Ground } from './fault.ts'
import { startPooler } from './pooler.ts'

const lasts = ({ seconds }: Ground): Promise<void> => pause(seconds * 1000)

export const FAULTS: Readonly<Record<string, Fault>> = {
  paused: {
    name: 'a server paused in mid-work',
    sparesOthers: true,
    async strike(ground) {
      // One moment after the other, so that it is in the middle of a transaction now and then.
      for (let times = 0; times < 3; times += 1) {
        const resume = ground.servers.pauseOne()
        await pause((ground.seconds * 1000) / 3)
        resume?.()
        await pause(100)
      }
      return null
    },
  },
  postgres_killed: {
    name: 'PostgreSQL killed',
    sparesOthers: false,
    async strike(ground) {
      process.kill(ground.postgres.pid, 'SIGKILL')
      await lasts(ground)
      return null
    },
  },
  disk_full: {
    name: 'the disk full',
    sparesOthers: false,
    async strike(ground) {
      const { smallDisk } = ground.postgres
      if (smallDisk === null) return 'no small disk can be made here (needs root)'
      const filler = join(smallDisk, 'filler')
      try {
        await fill(filler)
        await lasts(ground)
      } finally {
        await rm(filler, { force: true })
      }
      return null
    },
  },
  clocks_apart: {
    name: 'a server whose clock is ten minutes ahead',
    sparesOthers: true,
    async strike(ground) {
      const putBack = await ground.servers.changeOne({ before: join(import.meta.dirname, 'shift-clock.ts') })
      await lasts(ground)
      await putBack()
      return null
    },
  },
  flood: {
    name: 'a flood of what is refused',
    sparesOthers: true,
    async strike(ground) {
      const address = ground.servers.any()
      const flood = spawn(process.execPath, [join(import.meta.dirname, 'flood.ts'), address ?? ''], { stdio: 'ignore' })
      await lasts(ground)
      flood.kill('SIGKILL')
      return null
    },
  },
  deploy: {
    name: 'a rolling deploy',
    sparesOthers: true,
    async strike({ servers }) {
      await servers.roll()
      return null
    },
  },
  pooler: {
    name: 'a server behind a transaction pooler',
    sparesOthers: true,
    async strike(ground) {
      const pooler = await startPooler(ground.postgres.connectionString)
      if (pooler === null) return 'no pgbouncer here'
      const putBack = await ground.servers.changeOne({ environment: { DATABASE_URL: pooler.url } })
      await lasts(ground)
      await putBack()
      await pooler.stop()
      return null
    },
  },
  restored: {
    name: 'a restored backup',
    sparesOthers: false,
    async strike(ground) {
      const { postgres, crowd } = ground
      let takenBefore: ReadonlySet<string> = new Set()
      await whileDown(ground, () => {
        takenBefore = new Set(crowd.stripe.taken.keys())
        return postgres.backUp()
      })
      await lasts(ground)
      await whileDown(ground, () => {
        // What was acknowledged since is not in these books.
        for (const id of crowd.stripe.taken.keys()) if (!takenBefore.has(id)) crowd.stripe.forget(id)
        return postgres.restore()
      })
      return null
    },
  },
}

async function whileDown({ servers, postgres }: Ground, work: () => Promise<void>): Promise<void> {
  await servers.stop()
  await postgres.stop()
  await work()
  await postgres.start()
  servers.start()
  await servers.ready()
}

/** Writes until there is no space left. */
async function fill(path: string): Promise<void> {
  for (let size = 4 * 1024 * 1024; size >= 4096;) {
    try {
      await appendFile(path, Buffer.alloc(size))
    } catch {
      size /= 2
    }
  }
}

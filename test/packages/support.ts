/** What `npm run build` makes, packed as `npm publish` would send it. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const ROOT = join(import.meta.dirname, '..', '..')
export const run = promisify(execFile)

export const PACKAGES = ['jeweltrak-payments', 'jeweltrak-payments-server'] as const
export type PackageName = (typeof PACKAGES)[number]

export interface Packed extends AsyncDisposable {
  /** A folder for what a test makes. */
  readonly folder: string
  readonly tarballs: Readonly<Record<PackageName, string>>
}

/** Builds and packs both, into a folder that goes with it. */
export async function packAll(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'jeweltrak-packages-'))
  const built = join(folder, 'built')
  await run(process.execPath, [join(ROOT, 'build.ts'), '--out', built])
  const pack = async (name: PackageName): Promise<string> => {
    const to = join(folder, 'packed', name)
    await mkdir(to, { recursive: true })
    await run('npm', ['pack', '--silent', '--pack-destination', to, join(built, name)])
    const [tarball] = await readdir(to)
    if (tarball === undefined) throw new Error(`npm pack made nothing of ${name}`)
    return join(to, tarball)
  }
  const [widget, server] = await Promise.all([pack('jeweltrak-payments'), pack('jeweltrak-payments-server')])
  return {
    folder,
    tarballs: { 'jeweltrak-payments': widget, 'jeweltrak-payments-server': server },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** A project with the packages unpacked in its `node_modules`, beside this project's own for what they depend on. */
export async function unpackedProject({ folder, tarballs }: Packed): Promise<string> {
  const project = join(folder, 'project')
  for (const name of PACKAGES) {
    const to = join(project, 'node_modules', name)
    await mkdir(to, { recursive: true })
    await run('tar', ['-xzf', tarballs[name], '-C', to, '--strip-components=1'])
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return project
}

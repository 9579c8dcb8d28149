import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { glob } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'

/** What the files of a room may import, besides each other. The first room that a path starts with is its room. */
const ROOMS: readonly { readonly room: string; readonly mayUse: readonly string[]; readonly packages?: readonly string[] }[] = [
  { room: 'server/contract/', mayUse: [], packages: ['zod'] },
  { room: 'server/domain/', mayUse: ['server/contract/'], packages: [] },
  { room: 'server/database/', mayUse: ['server/contract/'] },
  { room: 'server/stripe/', mayUse: ['server/contract/'] },
  { room: 'server/operations/', mayUse: ['server/contract/', 'server/domain/', 'server/database/', 'server/stripe/'] },
  { room: 'server/jobs/', mayUse: ['server/contract/', 'server/domain/', 'server/database/', 'server/operations/'] },
  { room: 'server/http/', mayUse: ['server/contract/', 'server/domain/', 'server/database/', 'server/operations/'] },
  { room: 'server/', mayUse: ['server/'] },
  { room: 'widget/', mayUse: ['server/contract/', 'vite.config.ts'], packages: ['lit', 'zod', 'vite'] },
  { room: 'demo/', mayUse: ['server/', 'widget/', 'build.ts'] },
]

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g

test('The arrows between the layers point one way', async () => {
  const wrong: string[] = []
  let read = 0
  for await (const file of glob('{server,widget,demo}/**/*.ts')) {
    read += 1
    const room = ROOMS.find((candidate) => file.startsWith(candidate.room))
    assert.ok(room, `${file} is in no room`)
    for (const target of await importsOf(file)) {
      if (!isAllowed(room, target)) wrong.push(`${file} imports ${target}`)
    }
  }
  assert.ok(read > 50, `only ${read} files were read`)
  assert.deepEqual(wrong, [])
})

async function importsOf(file: string): Promise<string[]> {
  const source = await readFile(file, 'utf8')
  return [...source.matchAll(IMPORT)]
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    .map((specifier) => (specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : `package:${specifier}`))
}

function isAllowed(room: (typeof ROOMS)[number], target: string): boolean {
  if (target.startsWith('package:'))
    return (
      room.packages === undefined ||
      room.packages.some((name) => target === `package:${name}` || target.startsWith(`package:${name}/`)) ||
      isNode(room, target)
    )
  return target.startsWith(room.room) || room.mayUse.some((other) => target.startsWith(other))
}

/** Pure rooms and the browser have nothing of Node's; the widget's build has. */
function isNode(room: (typeof ROOMS)[number], target: string): boolean {
  return room.room === 'widget/' && target.startsWith('package:node:')
}

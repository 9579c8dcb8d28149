/** Which test files there are, and which of them share a process. */
import { globSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'

export type Kind = 'server' | 'widget' | 'e2e'
export const KINDS: readonly Kind[] = ['server', 'widget', 'e2e']

/** The test files of a kind whose path holds any of these words; all of the kind without one. */
export function testFiles(kind: Kind, words: readonly string[]): string[] {
  return globSync('test/**/*.test.ts')
    .filter((file) => kindOf(file) === kind && (words.length === 0 || words.some((word) => file.includes(word))))
    .toSorted()
}

function kindOf(file: string): Kind {
  return KINDS.find((kind) => file.startsWith(`test/${kind}/`)) ?? 'server'
}

/** Files that nobody may be beside in their process: they change its timers, start and kill programs by the dozen, or read zod's words, which all of zod changes. */
const ALONE = new Set([
  'stream.test.ts',
  'embedded.test.ts',
  'npm-start.test.ts',
  'killed.test.ts',
  'processes.test.ts',
  'jobs.test.ts',
  'storm.test.ts',
  'json.test.ts',
])

/** Files that take longer than their size says, the longest first. */
const LONG = ['planted.test.ts', 'refunding.test.ts', 'histories.test.ts', 'authorisation.test.ts', 'events-kept.test.ts']

/** What may share a process, in bytes of source: enough to load the product once for many, and few enough to fill two processors. */
const SHARE = 45_000

/**
 * The files in groups, each for a process: those of a folder together, as loading the product costs more than most files do,
 * and the groups that take longest first.
 */
export function inGroups(files: readonly string[]): string[][] {
  const groups: string[][] = []
  for (const [folder, inFolder] of Map.groupBy(files, (file) => (isAlone(file) ? file : dirname(file)))) {
    // The end-to-end tests share one demo and one browser, however many they are.
    const share = folder === 'test/e2e' ? Infinity : SHARE
    let group: string[] = []
    for (const file of inFolder) {
      if (sizeOf([...group, file]) > share) groups.push((group = []))
      if (group.length === 0 && !groups.includes(group)) groups.push(group)
      group.push(file)
    }
  }
  return groups.filter((group) => group.length > 0).toSorted((one, other) => weightOf(other) - weightOf(one))
}

function isAlone(file: string): boolean {
  return ALONE.has(basename(file))
}

function weightOf(group: readonly string[]): number {
  const places = group.map((file) => LONG.indexOf(basename(file))).filter((place) => place !== -1)
  return sizeOf(group) + (places.length === 0 ? 0 : 1e9 - Math.min(...places) * 1e6)
}

function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0)
}

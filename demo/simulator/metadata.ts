import type { MetadataParam } from './params.ts'
import { invalid } from './errors.ts'

/** What `sent` makes of `kept`: members are added, an empty value removes one, an empty text removes all; at most 50 stay. */
export function mergeMetadata(kept: Readonly<Record<string, string>>, sent: MetadataParam | undefined): Record<string, string> {
  if (sent === undefined) return { ...kept }
  if (sent === '') return {}
  const merged = Object.fromEntries(Object.entries({ ...kept, ...sent }).filter(([, value]) => value !== ''))
  if (Object.keys(merged).length > 50) {
    throw invalid('Metadata can have at most 50 keys.', { param: 'metadata' })
  }
  return merged
}

/** The version of a tab as an entity tag, so that a reader who has it is not sent it again. */

export function entityTag(version: number): string {
  return `"${version}"`
}

/**
 * Whether `If-None-Match` names this version. Compared weakly, as RFC 9110 (13.1.2) has it: a proxy that compresses
 * makes a tag weak.
 */
export function isKnownVersion(ifNoneMatch: string | undefined, version: number): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.some((tag) => tag === '*' || tag === entityTag(version))
}

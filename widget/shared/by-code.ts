/** What is said for each of a list of codes; `other` for a code that is not in it, and for none. */
export function byCode(sentences: Readonly<Record<string, string>>, other: string): (code: string | null) => string {
  const known = new Map(Object.entries(sentences))
  return (code) => known.get(code ?? '') ?? other
}

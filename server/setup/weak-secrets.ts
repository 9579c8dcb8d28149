/** Which secrets anybody could guess: those of the demo, and those that have little chance in them, however long they are. */

/** Bits of chance below which a secret can be tried out. */
const ENOUGH_BITS = 80

/** Stand in our documentation, so that everybody knows them. */
const DEMO: ReadonlySet<string> = new Set(['demo_key', 'whsec_demo'])

export function isDemoSecret(secret: string): boolean {
  return DEMO.has(secret)
}

export function isWeakSecret(secret: string): boolean {
  return isDemoSecret(secret) || bitsOf(secret) < ENOUGH_BITS
}

/** An estimate from above: how evenly its characters are spread, over the part that is not repeated. */
function bitsOf(secret: string): number {
  const characters = [...unitOf(secret)]
  const counts = new Map<string, number>()
  for (const one of characters) counts.set(one, (counts.get(one) ?? 0) + 1)
  return [...counts.values()].reduce((bits, count) => bits + count * Math.log2(characters.length / count), 0)
}

/** What a text repeats, as `ab` of `ababab`; the text itself where it repeats nothing. */
function unitOf(text: string): string {
  const period = `${text}${text}`.indexOf(text, 1)
  return text.slice(0, period)
}

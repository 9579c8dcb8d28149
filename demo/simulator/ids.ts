const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Ids that look like Stripe's: the prefix and 24 letters and digits, drawn from `random`. */
export function createIds(random: () => number): (prefix: string) => string {
  return (prefix) => {
    const letters = Array.from({ length: 24 }, () => alphabet[Math.floor(random() * alphabet.length)] ?? '0')
    return `${prefix}_${letters.join('')}`
  }
}

/** What was used last, by key: as many entries as there is room for, the one unused longest is forgotten first. */
export interface Recent<V> {
  get(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
}

export function createRecent<V>(most: number): Recent<V> {
  // In the order of their last use.
  const entries = new Map<string, V>()
  const set = (key: string, value: V): void => {
    entries.delete(key)
    const [oldest] = entries.keys()
    if (oldest !== undefined && entries.size >= most) entries.delete(oldest)
    entries.set(key, value)
  }
  return {
    get(key) {
      const value = entries.get(key)
      if (value !== undefined) set(key, value)
      return value
    },
    set,
    delete: (key) => void entries.delete(key),
  }
}

/** Registers an element unless its name is taken, and says whether it did. */
export function defineOnce(name: string, element: CustomElementConstructor): boolean {
  if (customElements.get(name) !== undefined) return false
  customElements.define(name, element)
  return true
}

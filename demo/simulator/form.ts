/** A form-encoded body as Stripe reads it: text at the leaves, nested by brackets. */
export type FormValue = string | FormValue[] | { [name: string]: FormValue }
export type FormObject = { [name: string]: FormValue }

interface Branch {
  readonly members: Map<string, Branch | string>
}

/**
 * Reads `a=1&b[c]=2&d[]=3&e[0]=4`. A level whose names are all indexes (or empty) becomes a list, in the order sent.
 * Objects are made without a prototype, so that a member named `__proto__` is only a member.
 */
export function readForm(encoded: string): FormObject {
  const root: Branch = { members: new Map() }
  for (const [name, value] of new URLSearchParams(encoded)) place(root, pathOf(name), value)
  return objectOf(root)
}

function pathOf(name: string): string[] {
  const [head = '', ...rest] = name.split('[')
  return [head, ...rest.map((part) => part.replace(/\]$/, ''))]
}

function place(branch: Branch, path: readonly string[], value: string): void {
  const [head = '', ...rest] = path
  const name = head === '' ? String(branch.members.size) : head
  if (rest.length === 0) {
    branch.members.set(name, value)
    return
  }
  const known = branch.members.get(name)
  const next: Branch = known === undefined || typeof known === 'string' ? { members: new Map() } : known
  branch.members.set(name, next)
  place(next, rest, value)
}

function objectOf(branch: Branch): FormObject {
  const object: FormObject = Object.create(null)
  for (const [name, value] of branch.members) object[name] = valueOf(value)
  return object
}

function valueOf(value: Branch | string): FormValue {
  if (typeof value === 'string') return value
  const names = [...value.members.keys()]
  const list = names.length > 0 && names.every((name) => /^\d+$/.test(name))
  return list ? [...value.members.values()].map(valueOf) : objectOf(value)
}

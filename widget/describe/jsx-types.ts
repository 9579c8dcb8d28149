import type { Member, Tag } from './manifest-file.ts'

/** The declarations that a page imports for JSX with `framework`, `react` or `preact`: the tag with its properties and events. */
export function jsxTypes({ name, tagName, members, events }: Tag, framework: 'react' | 'preact'): string {
  const classes = events.map(({ type }) => type.text)
  return `import type { ${[name, ...classes].toSorted().join(', ')} } from './index.js'

export interface ${name}Props {
  key?: string | number | bigint | null
  ref?: ((element: ${name} | null) => void) | { current: ${name} | null } | null
  id?: string
  class?: string
  className?: string
  style?: object
  hidden?: boolean
  lang?: string
${members
  .filter(isProperty)
  .map((member) => `${comment(member.description)}  ${member.name}?: ${name}['${member.name}']`)
  .join('\n')}
${events.map((event) => `${comment(event.description)}  'on${event.name}'?: (event: ${event.type.text}) => void`).join('\n')}
}

declare module '${framework}' {
  namespace JSX {
    interface IntrinsicElements {
      '${tagName}': ${name}Props
    }
  }
}
`
}

const isProperty = (member: Member): boolean => member.kind === 'field' && member.static !== true

const comment = (text: string | undefined): string => (text === undefined ? '' : `  /** ${text.replaceAll(/\s+/g, ' ')} */\n`)

import type { Attribute, Named, Tag } from './manifest-file.ts'

const VERSION = 1.1

/** The tag and its attributes for VS Code in HTML, named in its setting `html.customData`. */
export function vscodeHtmlData({ tagName, description, attributes }: Tag): object {
  return { version: VERSION, tags: [{ ...described({ name: tagName, description }), attributes: attributes.map(attributeData) }] }
}

/** The custom properties and parts for VS Code in CSS, named in its setting `css.customData`. */
export function vscodeCssData({ tagName, cssParts, cssProperties }: Tag): object {
  const parts = cssParts.map(({ name, description }) =>
    described({ name: `::part(${name})`, description: `<${tagName}>: ${description ?? ''}` }),
  )
  return { version: VERSION, properties: cssProperties.map(described), pseudoElements: parts }
}

/** A boolean attribute is written without a value. */
function attributeData({ name, description, type }: Attribute): object {
  return { ...described({ name, description }), ...(type?.text === 'boolean' ? { valueSet: 'v' } : {}) }
}

const described = ({ name, description }: { readonly name: string; readonly description?: string | undefined }): Named =>
  description === undefined ? { name } : { name, description }

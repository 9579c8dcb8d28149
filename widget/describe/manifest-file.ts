/** What is used of `custom-elements.json` here, as https://github.com/webcomponents/custom-elements-manifest writes it. */
export interface ManifestFile {
  readonly schemaVersion: string
  readonly modules: readonly ManifestModule[]
}

export interface ManifestModule {
  readonly kind: 'javascript-module'
  readonly path: string
  readonly declarations?: readonly ClassDeclaration[]
  readonly exports?: readonly object[]
}

export interface ClassDeclaration {
  readonly kind: string
  readonly name: string
  readonly description?: string
  readonly tagName?: string
  readonly members?: readonly Member[]
  readonly attributes?: readonly Attribute[]
  readonly events?: readonly { readonly name?: string; readonly description?: string; readonly type?: TypeText }[]
  readonly cssParts?: readonly Named[]
  readonly cssProperties?: readonly Named[]
}

interface TypeText {
  readonly text: string
}

export interface Named {
  readonly name: string
  readonly description?: string
}

export interface Member extends Named {
  readonly kind: string
  readonly privacy?: string
  readonly static?: boolean
  readonly type?: TypeText
  readonly default?: string
}

export interface Attribute extends Named {
  readonly fieldName: string
  readonly type?: TypeText
  readonly default?: string
}

/** The tag, with all that pages may use of it. */
export interface Tag extends ClassDeclaration {
  readonly tagName: string
  readonly members: readonly Member[]
  readonly attributes: readonly Attribute[]
  readonly events: readonly (Named & { readonly type: TypeText })[]
  readonly cssParts: readonly Named[]
  readonly cssProperties: readonly Named[]
}

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import type { ClassDeclaration, ManifestFile, Member, Tag } from './manifest-file.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const ANALYZER = join(dirname(createRequire(import.meta.url).resolve('@custom-elements-manifest/analyzer/package.json')), 'cem.js')

/** Where the published package has the class and its events, and where it registers the tag. */
const ELEMENTS = 'elements.js'
const REGISTERS = 'index.js'

export interface Described {
  readonly tag: Tag
  /** `custom-elements.json`. */
  readonly manifest: ManifestFile
}

/** Reads the tag's attributes, properties, events, parts and custom properties from what its code says of itself. */
export async function describeTag(): Promise<Described> {
  const { schemaVersion, modules } = await analyze()
  const classes = modules.flatMap(({ declarations }) => declarations ?? []).map(publicOf)
  const events = classes.filter(({ tagName }) => tagName === undefined)
  const found = classes.find(({ tagName }) => tagName !== undefined)
  if (found === undefined) throw new Error('The analyzer found no class with a @tag.')
  const tag = tagOf(found, events)
  const declarations = [tag, ...events]
  const exports = declarations.map(({ name }) => ({ kind: 'js', name, declaration: { name, module: ELEMENTS } }))
  const definition = { kind: 'custom-element-definition', name: tag.tagName, declaration: { name: tag.name, module: ELEMENTS } }
  return {
    tag,
    manifest: {
      schemaVersion,
      modules: [
        { kind: 'javascript-module', path: ELEMENTS, declarations, exports },
        { kind: 'javascript-module', path: REGISTERS, declarations: [], exports: [...exports, definition] },
      ],
    },
  }
}

async function analyze(): Promise<ManifestFile> {
  const to = await mkdtemp(join(ROOT, 'node_modules', '.describe-'))
  try {
    const options = ['--config', 'widget/describe/analyzer.config.js', '--outdir', relative(ROOT, to)]
    await promisify(execFile)(process.execPath, [ANALYZER, 'analyze', ...options], { cwd: ROOT })
    const manifest: ManifestFile = JSON.parse(await readFile(join(to, 'custom-elements.json'), 'utf8'))
    return manifest
  } finally {
    await rm(to, { recursive: true, force: true })
  }
}

/** Without what is private, and without what a constructor's assignments look like to the analyzer: defaults. */
function publicOf(declaration: ClassDeclaration): ClassDeclaration {
  const isPublic = ({ privacy, name }: Member): boolean => privacy === undefined && !name.startsWith('#')
  const isAssigned = (member: Member): boolean => member.default === member.name
  const members = (declaration.members ?? []).filter(isPublic).map((member) => {
    const { default: assigned, ...rest } = member
    return assigned === undefined || isAssigned(member) ? rest : { ...rest, default: assigned }
  })
  return { ...declaration, members }
}

/** The tag, each of its events with the class that it is an instance of. */
function tagOf(declaration: ClassDeclaration, classes: readonly ClassDeclaration[]): Tag {
  const { tagName = '', members = [], attributes = [], cssParts = [], cssProperties = [] } = declaration
  const classOf = new Map(
    classes.map(({ name, members: own = [] }) => [own.find((member) => member.static && member.name === 'type')?.default, name]),
  )
  const events = (declaration.events ?? []).flatMap(({ name, description = '' }) => {
    if (name === undefined) return []
    const text = classOf.get(`'${name}'`)
    if (text === undefined) throw new Error(`No class in widget/events/ has the type '${name}'.`)
    return [{ name, description, type: { text } }]
  })
  return { ...declaration, tagName, members, attributes, events, cssParts, cssProperties }
}
